#pragma once

#include <stddef.h>
#include <stdint.h>

// JPEG images in memory, over TurboJPEG.

/// The outcome of a call: an empty reason when all went well, else TurboJPEG's, in one line.
typedef struct {
  char reason[200];
} CJPEGOutcome;

/// What the header of an image promises.
typedef struct {
  CJPEGOutcome outcome;
  int32_t width;
  int32_t height;
  /// Whether the colours are those of a printer (CMYK or YCCK), which have no one meaning as RGB.
  int32_t is_cmyk;
} CJPEGHeader;

/// Reads the header; allocates nothing that depends on the image's size.
CJPEGHeader cjpeg_header(const uint8_t *bytes, size_t count);

/// Decodes gray or coloured, sequential or progressive JPEG to 8-bit RGB, into
/// `width * height * 3` bytes.
///
/// The sizes must be those of the header. What TurboJPEG only warns of, such as missing data, is a
/// failure here. On failure the pixels are partly written.
CJPEGOutcome cjpeg_decode(
    const uint8_t *bytes, size_t count, int32_t width, int32_t height, uint8_t *pixels);
