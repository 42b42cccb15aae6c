import Glibc

/// A sound put together from pieces, each faded over into the next.
///
/// The gains of a fade are sine and cosine: pieces whose phases have nothing to do with each other
/// keep their loudness.
package struct CrossfadedSound: Sendable {
  /// The samples so far.
  package private(set) var samples: [Float] = []
  private let overlap: Int
  private let gains: [Float]

  /// A sound without samples; pieces of at least `overlap` samples will share that many.
  package init(overlap: Int) {
    self.overlap = overlap
    gains = (0..<overlap).map { sinf((Float($0) + 0.5) / Float(overlap) * .pi / 2) }
  }

  /// Takes out the samples that no later piece will change; all of them at the end.
  package mutating func take(atEnd isEnd: Bool) -> [Float] {
    let count = isEnd ? samples.count : max(0, samples.count - overlap)
    defer { samples.removeFirst(count) }
    return Array(samples.prefix(count))
  }

  /// Fades over to another piece.
  package mutating func append(_ piece: [Float]) {
    precondition(piece.count >= overlap, "a piece of \(piece.count) samples cannot be faded")
    guard !samples.isEmpty else {
      samples = piece
      return
    }
    let start = samples.count - overlap
    for index in 0..<overlap {
      let before = samples[start + index] * gains[overlap - 1 - index]
      samples[start + index] = before + piece[index] * gains[index]
    }
    samples += piece[overlap...]
  }
}
