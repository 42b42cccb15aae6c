/// The sum of harmonics of a gliding fundamental, in short blocks.
///
/// Each block gives the strengths at its two ends; between them they change linearly. The sum of
/// sines of multiple angles is taken by Clenshaw's recurrence: one product and two additions a
/// harmonic instead of one sine each.
package enum HarmonicBank {
  /// Adds `sum over k of strength[k] sin(2 pi (k + 1) turns)` to a block of samples.
  ///
  /// `turns` is the phase of the fundamental at each sample; `before` holds the strengths at the
  /// first sample, `after` those one sample past the last.
  package static func add(
    to output: UnsafeMutableBufferPointer<Float>, turns: UnsafeBufferPointer<Double>,
    from before: [Double], to after: [Double]
  ) {
    precondition(output.count == turns.count && before.count == after.count, "sizes differ")
    typealias Lane = SIMD8<Double>
    let count = output.count
    let harmonics = before.count
    before.withUnsafeBufferPointer { before in
      after.withUnsafeBufferPointer { after in
        for start in stride(from: 0, to: count, by: Lane.scalarCount) {
          let width = min(Lane.scalarCount, count - start)
          var sine = Lane.zero
          var cosine = Lane.zero
          var share = Lane.zero
          for lane in 0..<width {
            sine[lane] = Exact.sine(turns: turns[start + lane])
            cosine[lane] = 2 * Exact.cosine(turns: turns[start + lane])
            share[lane] = Double(start + lane) / Double(count)
          }
          var last = Lane.zero
          var beforeLast = Lane.zero
          for k in stride(from: harmonics - 1, through: 0, by: -1) {
            let strength = share * (after[k] - before[k]) + before[k]
            let next = strength + cosine * last - beforeLast
            beforeLast = last
            last = next
          }
          let sum = sine * last
          for lane in 0..<width { output[start + lane] += Float(sum[lane]) }
        }
      }
    }
  }
}
