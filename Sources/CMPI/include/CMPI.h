#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The calls of MPI that are used, in plain C: its handles are macros, which Swift does not import.
 *
 * Without the package trait MPI none of this is there. All ranks make the same calls in the same order. Errors
 * end all processes, with a message of MPI's own. */

/// What a process knows of its place among the others.
typedef struct {
  /// Its number, from 0, and how many there are.
  int rank, count;
  /// How many of them are on this machine.
  int count_here;
  /// Its part of the processors that it may use, each divided by the ranks that may use it too.
  double processors;
} mpi_place;

/// Joins the other processes that were started with this one.
mpi_place mpi_join(void);

/// Leaves them, after all of them called this.
void mpi_leave(void);

/// Ends all processes with an exit code.
_Noreturn void mpi_abort(int code);

/// Replaces numbers by their sums over all ranks.
void mpi_sum(double *numbers, int count);

/// Begins to add up numbers, of double or of single precision, into `sums`; both are left alone until it is
/// done. Returns what `mpi_is_done` and `mpi_wait` take.
void *mpi_begin_sum(const void *numbers, void *sums, int count, bool is_double);

/// Whether a sum is done; lets all that were begun make progress.
bool mpi_is_done(void *sum);

/// Waits until a sum is done and forgets it.
void mpi_wait(void *sum);

/// Replaces bytes by those of rank 0.
void mpi_broadcast(void *bytes, size_t count);

/// The numbers of bytes that the ranks have, into `counts`, one for each.
void mpi_gather_counts(int count, int *counts);

/// The bytes of all ranks one after another, into `all`, which has room for the sum of `counts`.
void mpi_gather(const void *bytes, const int *counts, void *all);
