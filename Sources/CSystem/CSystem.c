#define _GNU_SOURCE
#include "CSystem.h"

#include <limits.h>
#include <malloc.h>
#include <sched.h>
#include <sys/resource.h>

int system_available_processors(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int count = CPU_COUNT(&set);
  return count > 0 ? count : 1;
}

void system_keep_freed_memory(void) {
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
}

#if defined(__x86_64__)
bool system_has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

bool system_has_avx512(void) {
  return system_has_avx2() && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

bool system_has_avx512_bfloat16(void) {
  return system_has_avx512() && __builtin_cpu_supports("avx512bf16");
}
#else
bool system_has_avx2(void) { return false; }

bool system_has_avx512(void) { return false; }

bool system_has_avx512_bfloat16(void) { return false; }
#endif

int64_t system_peak_resident_bytes(void) {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss * 1024 : 0;
}
