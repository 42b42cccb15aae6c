#define _GNU_SOURCE
#include "CMPI.h"

#ifdef CMCGAN_MPI

#include <limits.h>
#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Sums that were begun go their own way, so that they may overtake the others. */
static MPI_Comm direct, begun;

/* Where a process is, and which processors it may use. */
typedef struct {
  char host[128];
  cpu_set_t processors;
} whereabouts;

/* How many ranks are on this machine, and this one's part of its processors, by the masks of all. MPI is not
 * asked who shares memory: where one machine is given two names, its ranks get different answers. */
static void look_around(mpi_place *place) {
  whereabouts own, *all = calloc((size_t)place->count, sizeof own);
  if (all == NULL) mpi_abort(71);
  memset(&own, 0, sizeof own);
  gethostname(own.host, sizeof own.host - 1);
  if (sched_getaffinity(0, sizeof own.processors, &own.processors) != 0) CPU_SET(0, &own.processors);
  MPI_Allgather(&own, sizeof own, MPI_BYTE, all, sizeof own, MPI_BYTE, direct);
  place->count_here = 0;
  for (int rank = 0; rank < place->count; rank++) {
    if (strcmp(all[rank].host, own.host) == 0) place->count_here++;
  }
  place->processors = 0;
  for (int processor = 0; processor < CPU_SETSIZE; processor++) {
    if (!CPU_ISSET(processor, &own.processors)) continue;
    int sharers = 0;
    for (int rank = 0; rank < place->count; rank++) {
      if (strcmp(all[rank].host, own.host) != 0) continue;
      sharers += CPU_ISSET(processor, &all[rank].processors) ? 1 : 0;
    }
    place->processors += 1.0 / sharers;
  }
  free(all);
}

mpi_place mpi_join(void) {
  int given;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &given);
  MPI_Comm_dup(MPI_COMM_WORLD, &direct);
  MPI_Comm_dup(MPI_COMM_WORLD, &begun);
  mpi_place place;
  MPI_Comm_rank(direct, &place.rank);
  MPI_Comm_size(direct, &place.count);
  look_around(&place);
  return place;
}

void mpi_leave(void) { MPI_Finalize(); }

void mpi_abort(int code) {
  MPI_Abort(MPI_COMM_WORLD, code);
  exit(code);
}

void mpi_sum(double *numbers, int count) {
  MPI_Allreduce(MPI_IN_PLACE, numbers, count, MPI_DOUBLE, MPI_SUM, direct);
}

void *mpi_begin_sum(const void *numbers, void *sums, int count, bool is_double) {
  MPI_Request *request = malloc(sizeof *request);
  if (request == NULL) mpi_abort(71);
  /* Not in place: Open MPI would then send everything up and down a tree, where it has a ring. */
  MPI_Iallreduce(numbers, sums, count, is_double ? MPI_DOUBLE : MPI_FLOAT, MPI_SUM, begun, request);
  return request;
}

bool mpi_is_done(void *sum) {
  int done;
  MPI_Test(sum, &done, MPI_STATUS_IGNORE);
  return done != 0;
}

void mpi_wait(void *sum) {
  MPI_Wait(sum, MPI_STATUS_IGNORE);
  free(sum);
}

void mpi_broadcast(void *bytes, size_t count) {
  /* MPI counts in int. */
  char *next = bytes;
  while (count > 0) {
    int part = count > (1 << 30) ? 1 << 30 : (int)count;
    MPI_Bcast(next, part, MPI_BYTE, 0, direct);
    next += part;
    count -= (size_t)part;
  }
}

void mpi_gather_counts(int count, int *counts) {
  MPI_Allgather(&count, 1, MPI_INT, counts, 1, MPI_INT, direct);
}

void mpi_gather(const void *bytes, const int *counts, void *all) {
  int ranks, rank;
  MPI_Comm_size(direct, &ranks);
  MPI_Comm_rank(direct, &rank);
  int *places = calloc((size_t)ranks, sizeof *places);
  if (places == NULL) mpi_abort(71);
  for (int i = 1; i < ranks; i++) places[i] = places[i - 1] + counts[i - 1];
  MPI_Allgatherv(bytes, counts[rank], MPI_BYTE, all, counts, places, MPI_BYTE, direct);
  free(places);
}

#endif
