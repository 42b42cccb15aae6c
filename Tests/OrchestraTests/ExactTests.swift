import Glibc
import Orchestra
import Testing

@Suite struct ExactTests {
  @Test func sineAgreesWithTheMathematicsLibrary() {
    for step in -4000...4000 {
      let turns = Double(step) * 0.00137
      #expect(abs(Exact.sine(turns: turns) - sin(2 * .pi * turns)) < 1e-10, "at \(turns) turns")
      #expect(abs(Exact.cosine(turns: turns) - cos(2 * .pi * turns)) < 1e-10, "at \(turns) turns")
    }
  }

  @Test func powersAndLogarithmsAreInverse() {
    for step in -300...300 {
      let exponent = Double(step) * 0.173
      let power = Exact.powerOfTwo(exponent)
      #expect(abs(power / exp2(exponent) - 1) < 1e-11, "2 to the \(exponent)")
      #expect(abs(Exact.logarithm(power) - exponent) < 1e-11, "2 to the \(exponent)")
    }
  }

  @Test func twentyDecibelsAreAFactorOfTen() {
    #expect(abs(Exact.amplitude(decibels: 20) - 10) < 1e-10)
    #expect(abs(Exact.amplitude(decibels: -6) - 0.5011872336272722) < 1e-11)
  }

  @Test func aSmoothStepIsConstantOutsideItsRange() {
    #expect(Exact.smoothStep(-3, from: 1, to: 2) == 0)
    #expect(Exact.smoothStep(1.5, from: 1, to: 2) == 0.5)
    #expect(Exact.smoothStep(9, from: 1, to: 2) == 1)
  }
}
