import Glibc
import Synchronization

/// The temporary files of writes under way, which are removed if the write fails or a signal ends the process.
enum InterruptedFile {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// As many writes as may be under way at a time; the files of more are left behind.
  private static let places = 2 * WriteQueue.threadCount
  private static let placeSize = Int(PATH_MAX)

  /// The paths, each ended by a zero; a place that begins with a zero is empty.
  ///
  /// The handler reads them at any time, so they are never freed.
  nonisolated(unsafe) private static let paths: UnsafeMutablePointer<CChar> = {
    let paths = UnsafeMutablePointer<CChar>.allocate(capacity: places * placeSize)
    paths.initialize(repeating: 0, count: places * placeSize)
    return paths
  }()

  private struct State {
    var usedPlaces: Set<Int> = []
    /// The signals that this type handles now.
    var handled: [Int32] = []
  }

  private static let state = Mutex(State())

  /// Runs `body`; the file at `path` is removed if it throws, and before a signal ends the process meanwhile.
  ///
  /// Signals that somebody else handles or ignores are left to them. Several threads may call it.
  static func removing<Result>(_ path: String, unless body: () throws -> Result) rethrows -> Result
  {
    let place = takePlace(for: path)
    defer { if let place { leave(place) } }
    do {
      return try body()
    } catch {
      unlink(path)
      throw error
    }
  }

  private static func takePlace(for path: String) -> Int? {
    state.withLock { state in
      let bytes = path.utf8CString
      guard bytes.count <= placeSize,
        let place = (0..<places).first(where: { !state.usedPlaces.contains($0) })
      else { return nil }
      // The first byte comes last: until then the place is empty.
      let target = paths + place * placeSize
      for index in bytes.indices.reversed() { target[index] = bytes[index] }
      if state.usedPlaces.isEmpty { state.handled = handle() }
      state.usedPlaces.insert(place)
      return place
    }
  }

  private static func leave(_ place: Int) {
    state.withLock { state in
      paths[place * placeSize] = 0
      state.usedPlaces.remove(place)
      guard state.usedPlaces.isEmpty else { return }
      for signal in state.handled { Glibc.signal(signal, SIG_DFL) }
    }
  }

  /// Handles the signals that end the process.
  ///
  /// - Returns: those that nobody else handles or ignores.
  private static func handle() -> [Int32] {
    signals.filter { signal in
      let before = Glibc.signal(signal) { signal in
        for place in 0..<InterruptedFile.places {
          let path = InterruptedFile.paths + place * InterruptedFile.placeSize
          if path.pointee != 0 { unlink(path) }
        }
        Glibc.signal(signal, SIG_DFL)
        kill(getpid(), signal)
      }
      let isUsual = unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_DFL, to: Int.self)
      if !isUsual { Glibc.signal(signal, before) }
      return isUsual
    }
  }
}
