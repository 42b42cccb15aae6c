#pragma once

#include <stddef.h>
#include <stdint.h>

// The one function of libFuzzer that is called; the library comes with `-sanitize=fuzzer`.

/// Runs `callback` on the seeds and on changed copies of them until a limit among the arguments.
int LLVMFuzzerRunDriver(
    int *count, char ***arguments, int (*callback)(const uint8_t *bytes, size_t count));
