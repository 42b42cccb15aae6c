#define _GNU_SOURCE
#include "CMemory.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void memory_reserve_stack(void) {
  volatile char stack[512 << 10];
  for (size_t i = 0; i < sizeof stack; i += 4096) stack[i] = 0;
}

/* The sanitizers replace these functions themselves. */
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)

/* Swift would crash, and libraries would report a damaged file or wait for ever. No size that a file asks for
 * comes this far: sizes are checked before. */
static void *checked(void *memory, size_t size) {
  /* No machine has so much: such a request is a mistake of the caller, who is told. */
  if (memory != NULL || size == 0 || size >= (size_t)1 << 46) return memory;
  /* Several threads may lack memory at once: one says so, the others wait for the end. */
  static atomic_flag is_said = ATOMIC_FLAG_INIT;
  while (atomic_flag_test_and_set(&is_said)) pause();
  char text[96];
  int length = snprintf(text, sizeof text, "error: not enough memory (%zu bytes more were needed)\n", size);
  if (write(STDERR_FILENO, text, (size_t)length) < 0) { /* There is nobody else to tell. */ }
  _exit(71);
}

/* The function that this file hides: that of the system, or of what was loaded before it. */
#define HIDDEN(name)                                                                \
  static __typeof__(name) *hidden;                                                  \
  if (hidden == NULL) hidden = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

void *malloc(size_t size) {
  HIDDEN(malloc);
  return checked(hidden(size), size);
}

void *calloc(size_t count, size_t size) {
  HIDDEN(calloc);
  size_t total;
  if (__builtin_mul_overflow(count, size, &total)) total = SIZE_MAX;
  return checked(hidden(count, size), total);
}

void *realloc(void *memory, size_t size) {
  HIDDEN(realloc);
  return checked(hidden(memory, size), size);
}

void *memalign(size_t alignment, size_t size) {
  HIDDEN(memalign);
  return checked(hidden(alignment, size), size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  HIDDEN(aligned_alloc);
  return checked(hidden(alignment, size), size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  HIDDEN(posix_memalign);
  int error = hidden(memory, alignment, size);
  if (error == ENOMEM) checked(NULL, size);
  return error;
}

#endif
