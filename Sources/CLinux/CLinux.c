#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
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

int64_t system_peak_resident_bytes(void) {
  struct rusage usage;
  return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss * 1024 : 0;
}

/* What the child does until it is another program: only what may be done after a fork of threads. */
static void become(const char *program, char *const arguments[], const int streams[3],
                   pid_t parent, int report) {
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
    execvp(program, arguments);
    error = errno;
  }
  ssize_t written = write(report, &error, sizeof error);
  _exit(written < 0 ? 126 : 127);
}

int system_spawn(const char *program, char *const arguments[], const int streams[3], int *process) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return errno;
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) become(program, arguments, streams, parent, report[1]);
  int error = child < 0 ? errno : 0;
  close(report[1]);
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
