#pragma once

#include <cblas.h>

/* OpenBLAS is loaded when a function is needed for the first time, and with one thread. Loaded with the program, it
 * starts a thread for each processor and gives each 128 MB of address space; where these are missing, it waits for
 * them for ever. Most commands multiply no matrices. */

/// The functions of OpenBLAS in use.
typedef struct __attribute__((swift_attr("@Sendable"))) {
  __typeof__(cblas_sgemm) *_Nonnull sgemm;
  __typeof__(cblas_dgemm) *_Nonnull dgemm;
  __typeof__(cblas_sgemv) *_Nonnull sgemv;
  __typeof__(cblas_dgemv) *_Nonnull dgemv;
  char *_Nonnull (*_Nonnull get_corename)(void);
} openblas_functions;

/// Loads OpenBLAS. If that fails, the program ends with a message: nobody can go on without products.
openblas_functions openblas_load(void);
