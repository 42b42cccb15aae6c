#pragma once

#include <lapacke.h>

/* LAPACKE is loaded when a function is needed for the first time, as it brings OpenBLAS with it: see COpenBLAS.h. */

/// The functions of LAPACKE in use.
typedef struct __attribute__((swift_attr("@Sendable"))) {
  __typeof__(LAPACKE_dgesdd) *_Nonnull dgesdd;
  __typeof__(LAPACKE_dgelsd) *_Nonnull dgelsd;
  __typeof__(LAPACKE_dposv) *_Nonnull dposv;
  __typeof__(LAPACKE_dgeqrf) *_Nonnull dgeqrf;
  __typeof__(LAPACKE_dorgqr) *_Nonnull dorgqr;
  __typeof__(LAPACKE_dsyevd) *_Nonnull dsyevd;
} lapacke_functions;

/// Loads LAPACKE. If that fails, the program ends with a message.
lapacke_functions lapacke_load(void);
