#include "CJPEG.h"

#include <turbojpeg.h>

// TurboJPEG keeps the reason in the handle, with which it goes away.
static CJPEGOutcome outcome_of(tjhandle handle) {
  CJPEGOutcome outcome = {{0}};
  const char *reason = tjGetErrorStr2(handle);
  for (size_t index = 0; reason[index] != 0 && index + 1 < sizeof outcome.reason; index++) {
    char character = reason[index];
    outcome.reason[index] = character >= ' ' && character <= '~' ? character : ' ';
  }
  return outcome;
}

CJPEGHeader cjpeg_header(const uint8_t *bytes, size_t count) {
  CJPEGHeader header = {0};
  tjhandle handle = tjInitDecompress();
  if (handle == NULL) {
    header.outcome = outcome_of(NULL);
    return header;
  }
  int width = 0, height = 0, subsampling = 0, colours = 0;
  if (tjDecompressHeader3(handle, bytes, count, &width, &height, &subsampling, &colours) != 0) {
    header.outcome = outcome_of(handle);
  }
  header.width = width;
  header.height = height;
  header.is_cmyk = colours == TJCS_CMYK || colours == TJCS_YCCK;
  tjDestroy(handle);
  return header;
}

CJPEGOutcome cjpeg_decode(
    const uint8_t *bytes, size_t count, int32_t width, int32_t height, uint8_t *pixels) {
  tjhandle handle = tjInitDecompress();
  if (handle == NULL) return outcome_of(NULL);
  CJPEGOutcome outcome = {{0}};
  // The limit of scans bounds the time that a small hostile progressive file can cost.
  int flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS;
  if (tjDecompress2(handle, bytes, count, pixels, width, 0, height, TJPF_RGB, flags) != 0) {
    outcome = outcome_of(handle);
  }
  tjDestroy(handle);
  return outcome;
}
