import CLinux
import Files
import Glibc

/// A program that runs beside this one, with one pipe to write to it or to read from it.
///
/// Its standard error goes to a file without a name, so it can never block on it; the last line is the
/// reason in messages. The program is killed when the object goes, when this process ends in whatever
/// way, and when it is stuck. All calls block; an object belongs to one thread at a time.
///
/// swift-subprocess does not serve here: on Linux it has no place for `PR_SET_PDEATHSIG`, without
/// which the program outlives a killed parent.
package final class ChildProcess {
  /// The direction of the one pipe that leads to it.
  package enum Pipe {
    /// This process writes, that one reads.
    case input
    /// This process reads, that one writes.
    case output
  }

  private var id: pid_t = 0
  private var pipe: Int32
  private let complaints: Int32
  private let patience: Patience
  private var hasEnded = false
  private var isStuck = false

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - program: its name, looked up on the path, or its path.
  ///   - arguments: all but the name.
  ///   - direction: which way the pipe leads. The other standard stream is empty.
  ///   - patience: when it counts as stuck.
  /// - Throws: `Failure` of kind `unavailable` where it is not installed, `resources` where the system
  ///   cannot start it.
  package init(
    _ program: String, _ arguments: [String], _ direction: Pipe, patience: Patience = Patience()
  ) throws {
    self.patience = patience
    complaints = try NamelessFile.open()
    var ends: [Int32] = [-1, -1]
    // A socket, unlike a pipe, can be written to without a signal if the other side has left.
    guard
      socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0
    else {
      close(complaints)
      throw Self.noRoom(program, errno)
    }
    pipe = ends[0]
    let idle = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer {
      close(ends[1])
      close(idle)
    }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    let streams = direction == .input ? [ends[1], idle, complaints] : [idle, ends[1], complaints]
    let error = system_spawn(program, &words, streams, &id)
    guard error == 0 else {
      // All that is open is closed with the object.
      hasEnded = true
      throw error == ENOENT
        ? Failure(
          .unavailable, nil,
          "\(program) is not installed; it is needed for films and some kinds of sound",
          hint: "Install ffmpeg (apt-get install ffmpeg).")
        : Self.noRoom(program, error)
    }
  }

  deinit {
    if !hasEnded {
      kill(id, SIGKILL)
      _ = waitForEnd()
    }
    if pipe >= 0 { close(pipe) }
    close(complaints)
  }

  /// Writes bytes to it, and waits until it has room for them.
  ///
  /// - Returns: false if it has stopped reading.
  package func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var rest = bytes
    while !rest.isEmpty, waitForPipe(POLLOUT) {
      let written = send(pipe, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      if written < 0, errno == EINTR || errno == EAGAIN { continue }
      guard written > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
    return rest.isEmpty
  }

  /// Fills a buffer with what it writes.
  ///
  /// - Returns: the number of bytes, fewer than the buffer takes only at the end.
  package func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard pipe >= 0 else { return 0 }
    var count = 0
    while count < buffer.count, waitForPipe(POLLIN) {
      let got = Glibc.read(pipe, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { break }
      count += got
    }
    return count
  }

  /// Closes the pipe and waits for its end.
  ///
  /// - Returns: nil if it succeeded, or was asked before; else the last line of its standard error, or
  ///   its status where it wrote none.
  package func end() -> String? {
    let status = waitForEnd()
    if isStuck { return "it was stuck for \(patience.seconds) s" }
    guard status != 0 else { return nil }
    let isExit = status & 0x7F == 0
    return lastComplaint
      ?? (isExit
        ? "it ended with \(status >> 8 & 0xFF)" : "it was ended by signal \(status & 0x7F)")
  }

  /// The last line that it wrote on standard error so far, if it wrote one.
  package var lastComplaint: String? {
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let size = lseek(complaints, 0, SEEK_END)
    let count = pread(complaints, &bytes, bytes.count, max(0, size - off_t(bytes.count)))
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
      .split(whereSeparator: \.isNewline).last.map { String($0) }
  }

  private func waitForEnd() -> Int32 {
    guard !hasEnded else { return 0 }
    hasEnded = true
    close(pipe)
    pipe = -1
    wait { system_still_runs(id, 1_000) }
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// Waits until the pipe is ready; false if the program is stuck.
  private func waitForPipe(_ event: Int32) -> Bool {
    var state = pollfd(fd: pipe, events: Int16(event), revents: 0)
    wait { poll(&state, 1, 1_000) == 0 }
    return !isStuck
  }

  /// Waits for the end of something that takes about a second at a time; kills the program if it is stuck.
  private func wait(_ isWaiting: () -> Bool) {
    var (seconds, work) = (0, patience.work(of: id))
    while !isStuck, isWaiting() {
      seconds += 1
      let workNow = patience.work(of: id)
      if workNow != work { (seconds, work) = (0, workNow) }
      guard seconds >= patience.seconds else { continue }
      isStuck = true
      kill(id, SIGKILL)
    }
  }

  private static func noRoom(_ program: String, _ error: Int32) -> Failure {
    Failure(
      .resources, nil, "\(program) cannot be started (\(SystemError(rawValue: error).reason))")
  }
}
