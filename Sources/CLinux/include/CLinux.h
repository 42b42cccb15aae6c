#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The few calls of Linux, and hints to the processor, that Swift does not import. */

/// The number of processors that this process may use, at least 1.
int system_available_processors(void);

/// Keeps freed memory with the process instead of giving it back to the system.
void system_keep_freed_memory(void);

/// Gives memory that was freed back to the system after all.
void system_release_freed_memory(void);

/// Whether processor and system have AVX2 and FMA.
bool system_has_avx2(void);

/// Whether processor and system have the parts of AVX-512 that x86-64-v4 names.
bool system_has_avx512(void);

/// Whether processor and system have the products of bfloat16 too.
bool system_has_avx512_bfloat16(void);

/// The most memory that this process ever had resident, in bytes.
int64_t system_peak_resident_bytes(void);

/// Starts a program found on the path, with its standard streams from three descriptors.
///
/// All other descriptors have to be closed on exec. Signals are as usual for it, and it is killed when this
/// process ends in whatever way. If it uses OpenBLAS, that has one thread.
/// Returns 0 and the number of the process, or the error number.
int system_spawn(const char *program, char *const arguments[], const int streams[3], int *process);

/// Waits for the end of a child, so long at most; whether it still runs.
bool system_still_runs(int process, int milliseconds);

/// Loads a library that is not needed by all commands.
///
/// OpenBLAS, if it comes with it, gets one thread. If the library is missing or does not fit into memory, the program
/// ends with a message and the exit code of `unavailable` or `resources`.
void *system_load_library(const char *name);

/// The function of a name in a loaded library. If there is none, the program ends with a message.
void *system_find_function(void *library, const char *name);

/// Tells the processor that this thread is waiting in a loop.
static inline void system_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// Asks for a cache line that is read soon.
static inline void system_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }
