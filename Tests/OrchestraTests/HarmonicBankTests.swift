import Glibc
import Orchestra
import TestSupport
import Testing

@Suite struct HarmonicBankTests {
  @Test func theRecurrenceEqualsTheSumOfSines() {
    let count = 101
    let before = (0..<60).map { 1 / Double($0 + 1) }
    let after = (0..<60).map { Double($0 % 7) * 0.1 }
    let turns = (0..<count).map { Double($0) * 0.0123 + 0.3 }
    var output = [Float](repeating: 0.5, count: count)
    output.withUnsafeMutableBufferPointer { output in
      turns.withUnsafeBufferPointer { turns in
        HarmonicBank.add(to: output, turns: turns, from: before, to: after)
      }
    }
    let expected = (0..<count).map { i -> Float in
      var sum = 0.5
      let share = Double(i) / Double(count)
      for k in 0..<60 {
        let strength = before[k] + (after[k] - before[k]) * share
        sum += strength * sin(2 * .pi * Double(k + 1) * turns[i])
      }
      return Float(sum)
    }
    let found = closeness(of: output, to: expected, relative: 1e-6)
    #expect(found.isClose, "\(found)")
  }
}
