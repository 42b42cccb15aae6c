#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// The size of an unpacked chunk and the number of chunks above which libpng stops. Together they bound
// the memory that a small hostile file can cost: 128 MiB. A chunk that is not packed may be larger,
// for it costs no more than the file itself.
enum { LARGEST_CHUNK = 1 << 20, LARGEST_NUMBER_OF_CHUNKS = 128 };

// One use of libpng. It lives outside the function that calls `setjmp`, so that what was changed
// before a jump is still known after it, and everything in it can be freed.
typedef struct {
  jmp_buf jump;
  png_structp png;
  png_infop info;
  png_bytep rows;
  png_textp texts;
  const uint8_t *input;
  size_t input_count;
  size_t position;
  uint8_t *output;
  size_t output_count;
  size_t output_capacity;
  CPNGOutcome outcome;
  char warning[sizeof(((CPNGOutcome *)0)->reason)];
  // Whether the pixels are skipped, so that faults in them do not matter.
  int skips_pixels;
  // Whether all pixels are there, so that faults after them do not matter.
  int has_pixels;
} Session;

static void copy_line(char *destination, size_t capacity, const char *source) {
  size_t length = 0;
  for (; source[length] != 0 && length + 1 < capacity; length++) {
    char character = source[length];
    destination[length] = character >= ' ' && character <= '~' ? character : '?';
  }
  destination[length] = 0;
}

static void leave(Session *session, CPNGStatus status, const char *reason) {
  session->outcome.status = session->has_pixels ? CPNG_DAMAGED_END : status;
  copy_line(session->outcome.reason, sizeof session->outcome.reason, reason);
  longjmp(session->jump, 1);
}

// Whether a message of libpng says that a chunk has a wrong checksum which does not concern pixels here.
// Only known names count, for a wrong checksum may stand for a wrong name.
static int is_wrong_sum_beside_pixels(const char *reason) {
  static const char *const names =
      "tEXt zTXt iTXt eXIf tIME pHYs gAMA cHRM sRGB iCCP cICP sBIT bKGD hIST sPLT";
  if (strlen(reason) < 4 || strcmp(reason + 4, ": CRC error") != 0) return 0;
  char name[5] = {reason[0], reason[1], reason[2], reason[3], 0};
  return strstr(names, name) != NULL;
}

static void failed(png_structp png, png_const_charp reason) {
  Session *session = png_get_error_ptr(png);
  // libpng says what is wrong with a header in a warning, and only that it is wrong in the error.
  int vague = strcmp(reason, "Invalid IHDR data") == 0 && session->warning[0] != 0;
  int memory = strstr(reason, "ut of memory") != NULL;
  leave(session, memory ? CPNG_OUT_OF_MEMORY : CPNG_DAMAGED, vague ? session->warning : reason);
}

static void warned(png_structp png, png_const_charp reason) {
  Session *session = png_get_error_ptr(png);
  copy_line(session->warning, sizeof session->warning, reason);
  if (!session->skips_pixels && strstr(reason, ": CRC error") != NULL) {
    if (!is_wrong_sum_beside_pixels(reason)) leave(session, CPNG_DAMAGED, reason);
    copy_line(session->outcome.left_out, sizeof session->outcome.left_out, reason);
  }
  // A wrong checksum of the pixels is only a warning to libpng; surplus pixel data may stay one.
  if (!session->skips_pixels && strncmp(reason, "IDAT: ", 6) == 0 && strstr(reason, "Too much") == NULL
      && strstr(reason, "Extra compressed") == NULL) {
    leave(session, CPNG_DAMAGED, reason);
  }
}

static void give(png_structp png, png_bytep destination, size_t count) {
  Session *session = png_get_io_ptr(png);
  if (count > session->input_count - session->position) {
    leave(session, CPNG_TRUNCATED, "the file ends early");
  }
  memcpy(destination, session->input + session->position, count);
  session->position += count;
}

static void take(png_structp png, png_bytep source, size_t count) {
  Session *session = png_get_io_ptr(png);
  if (count > session->output_capacity - session->output_count) {
    size_t capacity = 2 * (session->output_capacity + count) + 4096;
    uint8_t *grown = realloc(session->output, capacity);
    if (grown == NULL) leave(session, CPNG_OUT_OF_MEMORY, "no memory for the encoded image");
    session->output = grown;
    session->output_capacity = capacity;
  }
  memcpy(session->output + session->output_count, source, count);
  session->output_count += count;
}

static void flush(png_structp png) { (void)png; }

static void *allocated(Session *session, size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (memory == NULL) leave(session, CPNG_OUT_OF_MEMORY, "no memory for the image");
  return memory;
}

// Prepares for reading; every chunk but those that concern the pixels will be skipped.
static void start_reading(Session *session) {
  session->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, session, failed, warned);
  if (session->png == NULL) leave(session, CPNG_OUT_OF_MEMORY, "libpng cannot start");
  session->info = png_create_info_struct(session->png);
  if (session->info == NULL) leave(session, CPNG_OUT_OF_MEMORY, "libpng cannot start");
  png_set_read_fn(session->png, session, give);
  // Which chunks may have a wrong checksum is decided where libpng warns of it.
  png_set_crc_action(session->png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
  // Whether an image is too large is the caller's decision, who can name its size.
  png_set_user_limits(session->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_cache_max(session->png, LARGEST_NUMBER_OF_CHUNKS);
  png_set_chunk_malloc_max(session->png, LARGEST_CHUNK);
  // No chunk but the transparency changes the pixels here; skipped chunks are never unpacked.
  png_set_keep_unknown_chunks(session->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
}

// Everything up to the pixels.
static void read_information(Session *session) {
  start_reading(session);
  png_read_info(session->png, session->info);
}

// Where the first chunk begins that claims more bytes than the file has; its end if there is none. libpng
// would allocate what a text claims before it reads any of it.
static size_t end_of_whole_chunks(const uint8_t *bytes, size_t count) {
  enum { SIGNATURE = 8, AROUND = 12 };
  size_t position = SIGNATURE;
  while (position < count && count - position >= AROUND) {
    const uint8_t *chunk = bytes + position;
    size_t length = (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 | chunk[3];
    if (length > count - position - AROUND) return position;
    position += AROUND + length;
  }
  return count;
}

// The texts before and after the pixels, up to where the chunks can no longer be followed.
static void read_texts(Session *session) {
  if (setjmp(session->jump) != 0) return;
  session->skips_pixels = 1;
  start_reading(session);
  png_structp png = session->png;
  // A text with a wrong checksum is left out; other chunks are not looked at.
  png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_WARN_DISCARD);
  png_set_keep_unknown_chunks(
      png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep)"tEXt\0zTXt\0iTXt", 3);
  png_read_info(png, session->info);
  // libpng can leave the pixels only once it has begun with them, for which it allocates a row.
  if (png_get_rowbytes(png, session->info) > LARGEST_CHUNK) return;
  png_start_read_image(png);
  png_read_end(png, session->info);
}

static void read_header(Session *session, CPNGHeader *header) {
  if (setjmp(session->jump) != 0) return;
  read_information(session);
  header->width = png_get_image_width(session->png, session->info);
  header->height = png_get_image_height(session->png, session->info);
  header->bits_per_pixel = (uint32_t)png_get_channels(session->png, session->info)
                           * png_get_bit_depth(session->png, session->info);
}

// One row of RGBA over white, rounded to nearest.
static void composite(const uint8_t *row, uint32_t width, uint8_t *pixels) {
  for (uint32_t x = 0; x < width; x++, row += 4, pixels += 3) {
    unsigned alpha = row[3];
    for (int channel = 0; channel < 3; channel++) {
      pixels[channel] = (uint8_t)((row[channel] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
  }
}

static void read_pixels(Session *session, uint32_t width, uint32_t height, uint8_t *pixels) {
  if (setjmp(session->jump) != 0) return;
  read_information(session);
  png_structp png = session->png;
  png_set_expand(png);
  png_set_scale_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, session->info);
  size_t stride = 4 * (size_t)width;
  if (png_get_image_width(png, session->info) != width
      || png_get_image_height(png, session->info) != height
      || png_get_rowbytes(png, session->info) != stride) {
    leave(session, CPNG_DAMAGED, "the image does not have the announced size");
  }
  // Only an interlaced image needs all of its rows at once.
  int whole = passes > 1;
  session->rows = allocated(session, whole ? height : 1, stride);
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t y = 0; y < height; y++) {
      png_bytep row = session->rows + (whole ? y * stride : 0);
      png_read_row(png, row, NULL);
      if (pass == passes - 1) composite(row, width, pixels + 3 * (size_t)y * width);
    }
  }
  session->has_pixels = 1;
  png_read_end(png, NULL);
}

static void write_image(
    Session *session, const uint8_t *pixels, uint32_t width, uint32_t height, const char *texts,
    size_t text_count) {
  if (setjmp(session->jump) != 0) return;
  session->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, session, failed, warned);
  if (session->png == NULL) leave(session, CPNG_OUT_OF_MEMORY, "libpng cannot start");
  session->info = png_create_info_struct(session->png);
  if (session->info == NULL) leave(session, CPNG_OUT_OF_MEMORY, "libpng cannot start");
  png_set_user_limits(session->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_write_fn(session->png, session, take, flush);
  png_set_IHDR(
      session->png, session->info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
      PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (text_count > 0) {
    session->texts = allocated(session, text_count, sizeof *session->texts);
    for (size_t index = 0; index < text_count; index++) {
      png_textp text = session->texts + index;
      text->key = (char *)texts;
      texts += strlen(texts) + 1;
      text->text = (char *)texts;
      int ascii = 1;
      for (; *texts != 0; texts++) ascii = ascii && (unsigned char)*texts < 0x80;
      texts++;
      text->compression = ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    }
    png_set_text(session->png, session->info, session->texts, (int)text_count);
  }
  png_write_info(session->png, session->info);
  for (uint32_t y = 0; y < height; y++) {
    png_write_row(session->png, pixels + 3 * (size_t)y * width);
  }
  png_write_end(session->png, NULL);
}

static void end_reading(Session *session) {
  png_destroy_read_struct(&session->png, &session->info, NULL);
  free(session->rows);
}

CPNGHeader cpng_header(const uint8_t *bytes, size_t count) {
  Session session = {.input = bytes, .input_count = count};
  CPNGHeader header = {0};
  read_header(&session, &header);
  end_reading(&session);
  header.outcome = session.outcome;
  return header;
}

CPNGOutcome cpng_decode(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *pixels) {
  Session session = {.input = bytes, .input_count = count};
  read_pixels(&session, width, height, pixels);
  end_reading(&session);
  return session.outcome;
}

CPNGBytes cpng_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, const char *texts, size_t text_count) {
  Session session = {0};
  write_image(&session, pixels, width, height, texts, text_count);
  png_destroy_write_struct(&session.png, &session.info);
  free(session.texts);
  CPNGBytes encoded = {.outcome = session.outcome};
  if (encoded.outcome.status == CPNG_DONE) {
    encoded.bytes = session.output;
    encoded.count = session.output_count;
  } else {
    free(session.output);
  }
  return encoded;
}

void cpng_texts(
    const uint8_t *bytes, size_t count, void *context, CPNGTextReceiver *receive) {
  Session session = {.input = bytes, .input_count = end_of_whole_chunks(bytes, count)};
  read_texts(&session);
  // What was read before a failure stands. The call below cannot jump: it only looks up.
  png_textp texts = NULL;
  int number = png_get_text(session.png, session.info, &texts, NULL);
  for (int index = 0; index < number; index++) {
    const png_text *text = texts + index;
    int is_utf8 = text->compression >= PNG_ITXT_COMPRESSION_NONE;
    receive(
        context, text->key, text->text, is_utf8 ? text->itxt_length : text->text_length, is_utf8);
  }
  end_reading(&session);
}

void cpng_free(uint8_t *bytes) { free(bytes); }

const char *cpng_version(void) { return png_get_libpng_ver(NULL); }
