#pragma once

#include <stddef.h>
#include <stdint.h>

// JPEG images in memory, over libjpeg.
//
// libjpeg reports errors by a function that must not return, here by `longjmp`, which must not cross
// Swift frames: every call into it stays inside these functions, and what went wrong comes back as a
// value. TurboJPEG, which does that itself, refuses uncommon sampling and does not tell surplus bytes
// from missing ones.

/// What became of a call.
typedef enum {
  CJPEG_DONE = 0,
  /// The bytes break the rules of the format, or end before the image does.
  CJPEG_DAMAGED = 1,
  /// The system has too little memory.
  CJPEG_OUT_OF_MEMORY = 2,
} CJPEGStatus;

/// The outcome of a call.
typedef struct {
  CJPEGStatus status;
  /// What libjpeg says, in one line: the reason of a failure, or a warning that concerns no pixel.
  char message[200];
} CJPEGOutcome;

/// What the header of an image promises.
typedef struct {
  CJPEGOutcome outcome;
  int32_t width;
  int32_t height;
  /// Whether the colours are those of a printer: CMYK or YCCK.
  int32_t is_cmyk;
} CJPEGHeader;

/// Reads the header; allocates nothing that depends on the image's size.
CJPEGHeader cjpeg_header(const uint8_t *bytes, size_t count);

/// Decodes a JPEG of any sampling and colours, sequential or progressive, to 8-bit RGB, into
/// `width * height * 3` bytes.
///
/// The bytes and the width must be those of the header. Missing or contradictory data, of which libjpeg
/// only warns, are a failure here; surplus data are not. CMYK becomes RGB without a colour profile:
/// each colour is what the ink of its complement and black leave of the light. On failure the pixels
/// are partly written.
CJPEGOutcome cjpeg_decode(const uint8_t *bytes, size_t count, int32_t width, uint8_t *pixels);
