import Files
import Glibc

/// Samples that wait on the medium until their peak is known; nothing of them is left in any case.
final class SampleSpool {
  /// The largest absolute sample so far.
  private(set) var peak: Float = 0
  private let descriptor: Int32
  private var count = 0

  /// An empty one.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where there is no place for it.
  init() throws { descriptor = try NamelessFile.open() }

  deinit { close(descriptor) }

  /// Adds samples.
  func append(_ samples: [Float]) throws {
    peak = samples.reduce(peak) { max($0, abs($1)) }
    guard samples.withUnsafeBytes({ $0.write(to: descriptor) }) else {
      throw Self.failure("cannot be written")
    }
    count += samples.count
  }

  /// Hands on all samples, multiplied by a gain, piece by piece.
  func forEachPiece(gain: Float, _ body: ([Float]) throws -> Void) throws {
    var place = 0
    while place < count {
      let wanted = min(1 << 14, count - place)
      let size = MemoryLayout<Float>.size
      let piece = [Float](unsafeUninitializedCapacity: wanted) { buffer, filled in
        filled = max(
          0, pread(descriptor, buffer.baseAddress, wanted * size, off_t(place * size)) / size)
      }
      guard !piece.isEmpty else { throw Self.failure("cannot be read back") }
      try body(piece.map { $0 * gain })
      place += piece.count
    }
  }

  private static func failure(_ problem: String) -> Failure {
    Failure(
      .inputOutput, nil, "a temporary file of samples \(problem) (\(SystemError.current.reason))",
      hint: "Set TMPDIR to another folder.")
  }
}
