#define _GNU_SOURCE
#include "CLinux.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int system_available_processors(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int count = CPU_COUNT(&set);
  return count > 0 ? count : 1;
}

void system_release_freed_memory(void) { malloc_trim(0); }

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

/* One thread for each call of OpenBLAS: parallelism is ours. The libraries of a child may bring it too. */
#define ONE_BLAS_THREAD "OPENBLAS_NUM_THREADS"

void *system_load_library(const char *name) {
  /* OpenBLAS looks for it while it is loaded, and starts its threads then. */
  char *before = getenv(ONE_BLAS_THREAD);
  if (before != NULL) before = strdup(before);
  setenv(ONE_BLAS_THREAD, "1", 1);
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    const char *reason = dlerror();
    if (reason == NULL) reason = name;
    /* The words of the dynamic linker, which tells no error number. */
    bool lacks_memory = strstr(reason, "failed to map") != NULL || strstr(reason, "annot allocate") != NULL;
    fprintf(stderr, lacks_memory ? "error: not enough memory for a library (%s)\n"
                                 : "error: a library cannot be loaded (%s)\n", reason);
    _exit(lacks_memory ? 71 : 69);
  }
  if (before != NULL) {
    setenv(ONE_BLAS_THREAD, before, 1);
    free(before);
  } else {
    unsetenv(ONE_BLAS_THREAD);
  }
  return library;
}

void *system_find_function(void *library, const char *name) {
  void *function = dlsym(library, name);
  if (function == NULL) {
    fprintf(stderr, "error: a library is too old or too new (%s)\n", dlerror());
    _exit(69);
  }
  return function;
}

int64_t system_peak_resident_bytes(void) {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss * 1024 : 0;
}

/* What the child does until it is another program: only what may be done after a fork of threads. */
static void become(const char *program, char *const arguments[], char *const environment[],
                   const int streams[3], pid_t parent, int report) {
  int error = 0;
  /* Where standard streams are closed, others have their numbers: out of the way with them first. */
  int apart[3];
  report = fcntl(report, F_DUPFD_CLOEXEC, 3);
  for (int stream = 0; stream < 3; stream++) {
    apart[stream] = fcntl(streams[stream], F_DUPFD_CLOEXEC, 3);
  }
  for (int stream = 0; stream < 3 && error == 0; stream++) {
    if (dup2(apart[stream], stream) < 0) error = errno;
  }
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (error == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) error = errno;
  /* The parent may have ended before this was asked for. */
  if (getppid() != parent) _exit(127);
  if (error == 0) {
    execvpe(program, arguments, environment);
    error = errno;
  }
  ssize_t written = write(report, &error, sizeof error);
  _exit(written < 0 ? 126 : 127);
}

/* This process's environment, with one thread for OpenBLAS. The array is to be freed, not its texts. */
static char **environment_of_child(void) {
  size_t count = 0, kept = 0;
  while (environ[count] != NULL) count++;
  char **environment = calloc(count + 2, sizeof *environment);
  if (environment == NULL) return NULL;
  environment[kept++] = ONE_BLAS_THREAD "=1";
  for (size_t i = 0; i < count; i++) {
    if (strncmp(environ[i], ONE_BLAS_THREAD "=", sizeof ONE_BLAS_THREAD) != 0) {
      environment[kept++] = environ[i];
    }
  }
  return environment;
}

int system_spawn(const char *program, char *const arguments[], const int streams[3], int *process) {
  char **environment = environment_of_child();
  if (environment == NULL) return ENOMEM;
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) {
    free(environment);
    return errno;
  }
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) become(program, arguments, environment, streams, parent, report[1]);
  int error = child < 0 ? errno : 0;
  close(report[1]);
  free(environment);
  if (child > 0) {
    int found;
    ssize_t count;
    while ((count = read(report[0], &found, sizeof found)) < 0 && errno == EINTR) continue;
    if (count == sizeof found) {
      error = found;
      while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
    }
  }
  close(report[0]);
  *process = child;
  return error;
}

bool system_still_runs(int process, int milliseconds) {
  int descriptor = pidfd_open(process, 0);
  if (descriptor < 0) return false;
  struct pollfd end = {.fd = descriptor, .events = POLLIN};
  int found = poll(&end, 1, milliseconds);
  close(descriptor);
  return found == 0;
}
