#include "CJPEG.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

// Scans of a progressive image above which it is refused: they bound the time that a small hostile
// file can cost. Real images have about ten.
enum { MOST_SCANS = 500 };

// One use of libjpeg. It lives outside the function that calls `setjmp`, so that what was changed
// before a jump is still known after it.
typedef struct {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf jump;
  CJPEGOutcome outcome;
} Session;

// The message of libjpeg in one line of printable characters.
static void copy_message(j_common_ptr jpeg, char *line, size_t capacity) {
  char message[JMSG_LENGTH_MAX] = {0};
  jpeg->err->format_message(jpeg, message);
  size_t length = 0;
  for (; message[length] != 0 && length + 1 < capacity; length++) {
    char character = message[length];
    line[length] = character >= ' ' && character <= '~' ? character : ' ';
  }
  line[length] = 0;
}

static void failed(j_common_ptr jpeg) {
  Session *session = jpeg->client_data;
  session->outcome.status =
      jpeg->err->msg_code == JERR_OUT_OF_MEMORY ? CJPEG_OUT_OF_MEMORY : CJPEG_DAMAGED;
  copy_message(jpeg, session->outcome.message, sizeof session->outcome.message);
  longjmp(session->jump, 1);
}

// Level -1 is a warning, the others trace what is read.
static void emitted(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  Session *session = jpeg->client_data;
  switch (jpeg->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
      // No pixel is missing or guessed.
      if (session->outcome.message[0] == 0) {
        copy_message(jpeg, session->outcome.message, sizeof session->outcome.message);
      }
      return;
    default: failed(jpeg);
  }
}

static void silent(j_common_ptr jpeg) { (void)jpeg; }

static void progressed(j_common_ptr jpeg) {
  if (((j_decompress_ptr)jpeg)->input_scan_number <= MOST_SCANS) return;
  Session *session = jpeg->client_data;
  session->outcome.status = CJPEG_DAMAGED;
  snprintf(
      session->outcome.message, sizeof session->outcome.message, "more than %d scans", MOST_SCANS);
  longjmp(session->jump, 1);
}

static void read_header(Session *session, const uint8_t *bytes, size_t count) {
  j_decompress_ptr jpeg = &session->jpeg;
  jpeg->err = jpeg_std_error(&session->errors);
  session->errors.error_exit = failed;
  session->errors.emit_message = emitted;
  session->errors.output_message = silent;
  jpeg->client_data = session;
  jpeg_create_decompress(jpeg);
  session->progress.progress_monitor = progressed;
  jpeg->progress = &session->progress;
  jpeg_mem_src(jpeg, bytes, count);
  jpeg_read_header(jpeg, TRUE);
}

static int is_cmyk(const Session *session) {
  J_COLOR_SPACE colours = session->jpeg.jpeg_color_space;
  return colours == JCS_CMYK || colours == JCS_YCCK;
}

// One row of CMYK as it is stored in JPEG: 255 is no ink. Each ink takes its share of the light.
static void without_inks(const uint8_t *row, uint32_t width, uint8_t *pixels) {
  for (uint32_t x = 0; x < width; x++, row += 4, pixels += 3) {
    for (int channel = 0; channel < 3; channel++) {
      pixels[channel] = (uint8_t)((row[channel] * row[3] + 127) / 255);
    }
  }
}

static void header_of(Session *session, const uint8_t *bytes, size_t count, CJPEGHeader *header) {
  if (setjmp(session->jump) != 0) return;
  read_header(session, bytes, count);
  header->width = (int32_t)session->jpeg.image_width;
  header->height = (int32_t)session->jpeg.image_height;
  header->is_cmyk = is_cmyk(session);
}

static void read_pixels(
    Session *session, const uint8_t *bytes, size_t count, size_t stride, uint8_t *pixels) {
  if (setjmp(session->jump) != 0) return;
  read_header(session, bytes, count);
  j_decompress_ptr jpeg = &session->jpeg;
  int has_inks = is_cmyk(session);
  jpeg->out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
  jpeg->dct_method = JDCT_ISLOW;
  jpeg_start_decompress(jpeg);
  JSAMPARRAY inks = NULL;
  if (has_inks) {
    inks = jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE, 4 * jpeg->output_width, 1);
  }
  while (jpeg->output_scanline < jpeg->output_height) {
    uint8_t *row = pixels + stride * jpeg->output_scanline;
    jpeg_read_scanlines(jpeg, has_inks ? inks : &row, 1);
    if (has_inks) without_inks(inks[0], jpeg->output_width, row);
  }
  jpeg_finish_decompress(jpeg);
}

CJPEGHeader cjpeg_header(const uint8_t *bytes, size_t count) {
  Session session = {0};
  CJPEGHeader header = {0};
  header_of(&session, bytes, count, &header);
  jpeg_destroy_decompress(&session.jpeg);
  header.outcome = session.outcome;
  return header;
}

CJPEGOutcome cjpeg_decode(const uint8_t *bytes, size_t count, int32_t width, uint8_t *pixels) {
  Session session = {0};
  read_pixels(&session, bytes, count, 3 * (size_t)width, pixels);
  jpeg_destroy_decompress(&session.jpeg);
  return session.outcome;
}
