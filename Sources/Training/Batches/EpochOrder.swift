import Models
import TensorCore

/// An order of the numbers 0..<count, each once, which is computed place by place and never listed.
///
/// A Feistel network permutes all numbers of an even number of bits, eight or the least that `count` fits
/// into: in each round one half of the bits is changed by a function of the other, which can be undone, so
/// no two numbers meet. What lands at `count` or above is permuted again until it lands below (Black and
/// Rogaway, "Ciphers with arbitrary finite domains", 2002); from 64 numbers on that takes less than four
/// turns on average. The function of a round is Philox, keyed by a draw for (seed, order, epoch).
package struct EpochOrder {
  /// How many numbers are put in order.
  package let count: Int
  private let key: SIMD2<UInt32>
  /// Bits of one half.
  private let halfBits: Int

  /// Four would make large sets look random (Luby and Rackoff, 1988).
  private static let rounds: UInt32 = 8
  /// With fewer, orders of a handful are not equally likely: such a network only permutes evenly.
  private static let leastHalfBits = 4

  /// The order of an epoch, counted from 0.
  package init(count: Int, seed: Int, epoch: Int) {
    self.count = count
    var random = RandomPurpose.order.stream(seed: seed, step: epoch)
    key = SIMD2(random.nextWord(), random.nextWord())
    let bits = Int.bitWidth - max(0, count - 1).leadingZeroBitCount
    halfBits = max(Self.leastHalfBits, (bits + 1) / 2)
  }

  /// The number at a place of 0..<count.
  package subscript(place: Int) -> Int {
    precondition(place >= 0 && place < count, "place \(place) of \(count)")
    var number = place
    repeat { number = permuted(number) } while number >= count
    return number
  }

  private func permuted(_ number: Int) -> Int {
    let mask = UInt32.max >> (32 - UInt32(halfBits))
    var left = UInt32(truncatingIfNeeded: number >> halfBits)
    var right = UInt32(truncatingIfNeeded: number) & mask
    for round in 0..<Self.rounds {
      let noise = RandomStream.philox(counter: SIMD4(right, round, 0, 0), key: key)[0] & mask
      (left, right) = (right, left ^ noise)
    }
    return Int(left) << halfBits | Int(right)
  }
}
