#pragma once

#include <stddef.h>
#include <stdint.h>

// PNG images in memory, over libpng.
//
// libpng reports errors by `longjmp`, which must not cross Swift frames: every call into it stays
// inside these functions, and what went wrong comes back as a value.

/// What became of a call.
typedef enum {
  CPNG_DONE = 0,
  /// The bytes end before the image does.
  CPNG_TRUNCATED = 1,
  /// The bytes break the rules of the format.
  CPNG_DAMAGED = 2,
  /// The system has too little memory.
  CPNG_OUT_OF_MEMORY = 3,
  /// All pixels were read, but what follows them ends early or breaks the rules.
  CPNG_DAMAGED_END = 4,
} CPNGStatus;

/// The outcome of a call, with libpng's reason in one line when there is one.
typedef struct {
  CPNGStatus status;
  char reason[160];
  /// The name of the last chunk with a wrong checksum that was left out, such as "tEXt".
  char left_out[5];
} CPNGOutcome;

/// What the header of an image promises.
typedef struct {
  CPNGOutcome outcome;
  uint32_t width;
  uint32_t height;
  /// Bits of one pixel as stored, all channels together.
  uint32_t bits_per_pixel;
} CPNGHeader;

/// Bytes that the caller returns with `cpng_free`.
typedef struct {
  CPNGOutcome outcome;
  uint8_t *bytes;
  size_t count;
} CPNGBytes;

/// Reads everything before the pixels; allocates nothing that depends on the image's size.
CPNGHeader cpng_header(const uint8_t *bytes, size_t count);

/// Decodes any PNG to 8-bit RGB over white, into `width * height * 3` bytes.
///
/// The sizes must be those of the header. On failure the pixels are partly written.
CPNGOutcome cpng_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *pixels);

/// Encodes 8-bit RGB pixels.
///
/// `texts` holds `text_count` pairs of a keyword and a value, each ended by a zero byte. A value of
/// ASCII becomes a `tEXt` chunk, any other (UTF-8) an `iTXt` chunk, both before the pixels.
CPNGBytes cpng_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, const char *texts, size_t text_count);

/// Takes one text: a keyword in Latin-1, and a value in UTF-8 or Latin-1.
///
/// Both are valid during the call only.
typedef void CPNGTextReceiver(
    void *context, const char *key, const char *value, size_t value_count, int is_utf8);

/// Hands over the texts of an image in the order of the file: `tEXt`, `zTXt` and `iTXt` chunks.
///
/// The pixels are skipped. The list ends where the chunks can no longer be followed. At most 127
/// texts are read, and none of those that unpack to 1 MiB or more.
void cpng_texts(const uint8_t *bytes, size_t count, void *context, CPNGTextReceiver *receive);

/// Gives back the memory of `cpng_encode`.
void cpng_free(uint8_t *bytes);

/// The version of libpng in use, such as "1.6.39".
const char *cpng_version(void);
