import Glibc

/// When a program that runs beside this one counts as stuck.
package struct Patience: Sendable {
  /// For how many seconds it may let this process wait.
  package let seconds: Int
  /// Whether a program that uses a processor is at work: these seconds do not count.
  package let isForWork: Bool

  /// A minute, in which the program neither moves a byte nor uses a processor.
  package init(seconds: Int = 60, isForWork: Bool = true) {
    (self.seconds, self.isForWork) = (seconds, isForWork)
  }

  /// A number that grows while a process works.
  func work(of process: pid_t) -> Int64 {
    guard isForWork else { return 0 }
    var clock = clockid_t()
    var time = timespec()
    guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else {
      return 0
    }
    // A program that only asks again and again whether something has come uses a little, too.
    return (Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000) / 50
  }
}
