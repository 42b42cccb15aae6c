#if HAS_BFLOAT16
  import CBFloat16
#endif

/// What is multiplied: two numbers of bfloat16 a word.
///
/// Without the instructions the same is computed by others, slowly: for tests on any processor.
enum Factors {
  static let perWord = 2

  /// Adds the products of both pairs of factors to sums.
  @inline(__always)
  static func adding(_ a: Lanes, _ b: Lanes, to sum: Lanes) -> Lanes {
    #if HAS_BFLOAT16
      bfloat16_adding_products(sum, a, b)
    #else
      sum.addingProduct(first(a), first(b)).addingProduct(second(a), second(b))
    #endif
  }

  /// Writes numbers as factors, from the one of an index on.
  @inline(__always)
  static func store(_ lanes: Lanes, to target: UnsafeMutablePointer<Float>, at index: Int) {
    let target = UnsafeMutableRawPointer(target) + 2 * index
    #if HAS_BFLOAT16
      bfloat16_store(lanes, target)
    #else
      for lane in lanes.indices {
        target.storeBytes(of: bits(lanes[lane]), toByteOffset: 2 * lane, as: UInt16.self)
      }
    #endif
  }

  /// Writes words that hold `first` and `second`.
  @inline(__always)
  static func store(_ first: Lanes, _ second: Lanes, to target: UnsafeMutablePointer<Float>) {
    #if HAS_BFLOAT16
      bfloat16_store_pairs(first, second, target)
    #else
      for lane in first.indices {
        let word = UInt32(bits(first[lane])) | UInt32(bits(second[lane])) << 16
        target[lane] = Float(bitPattern: word)
      }
    #endif
  }

  /// Puts eight rows' numbers of two positions into words.
  @inline(__always)
  static func pack(
    _ source: UnsafePointer<Float>, distance: Int, to target: UnsafeMutablePointer<Float>
  ) {
    #if HAS_BFLOAT16
      bfloat16_interleave(source, source + distance, target)
    #else
      let (first, second) = (UnsafeRawPointer(source), UnsafeRawPointer(source + distance))
      for row in 0..<8 {
        let lower = first.load(fromByteOffset: 2 * row, as: UInt16.self)
        let upper = second.load(fromByteOffset: 2 * row, as: UInt16.self)
        target[row] = Float(bitPattern: UInt32(lower) | UInt32(upper) << 16)
      }
    #endif
  }

  #if !HAS_BFLOAT16
    /// The number that a word's lower half stands for.
    private static func first(_ words: Lanes) -> Lanes {
      unsafeBitCast(unsafeBitCast(words, to: SIMD16<UInt32>.self) &<< 16, to: Lanes.self)
    }

    /// The number that a word's upper half stands for.
    private static func second(_ words: Lanes) -> Lanes {
      unsafeBitCast(unsafeBitCast(words, to: SIMD16<UInt32>.self) & 0xFFFF_0000, to: Lanes.self)
    }

    /// A number as bfloat16, rounded to nearest, ties to even.
    private static func bits(_ x: Float) -> UInt16 {
      let bits = x.bitPattern
      guard x.isFinite else { return UInt16(bits >> 16) | (x.isNaN ? 0x40 : 0) }
      return UInt16((bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
    }
  #endif
}
