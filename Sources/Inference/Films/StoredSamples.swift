import Files
import Glibc

/// Samples in a nameless file, which wait there until their peak is known.
///
/// The file goes with the process, however that ends.
final class StoredSamples {
  /// The largest absolute sample so far.
  private(set) var peak: Float = 0
  private let descriptor: Int32
  private var count = 0

  /// An empty file.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where it cannot be made.
  init() throws { descriptor = try NamelessFile.open() }

  deinit { close(descriptor) }

  /// Adds samples.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where they cannot be written.
  func append(_ samples: [Float]) throws {
    peak = samples.reduce(peak) { max($0, abs($1)) }
    guard samples.withUnsafeBytes({ $0.write(to: descriptor) }) else {
      throw Self.failure("cannot be written")
    }
    count += samples.count
  }

  /// Hands on all samples, multiplied by a gain, piece by piece.
  ///
  /// - Throws: `Failure` of kind `inputOutput` where they cannot be read, and what `body` throws.
  func forEachPiece(gain: Float, _ body: ([Float]) throws -> Void) throws {
    var start = 0
    while start < count {
      let wanted = min(1 << 14, count - start)
      let size = MemoryLayout<Float>.size
      let piece = [Float](unsafeUninitializedCapacity: wanted) { buffer, filled in
        filled = max(
          0, pread(descriptor, buffer.baseAddress, wanted * size, off_t(start * size)) / size)
      }
      guard !piece.isEmpty else { throw Self.failure("cannot be read back") }
      try body(piece.map { $0 * gain })
      start += piece.count
    }
  }

  private static func failure(_ problem: String) -> Failure {
    Failure(
      .inputOutput, nil, "a temporary file of samples \(problem) (\(SystemError.current.reason))",
      hint: "Set TMPDIR to another folder.")
  }
}
