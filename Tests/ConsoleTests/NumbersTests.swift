import Console
import Testing

@Suite struct NumbersTests {
  @Test(
    arguments: [
      (0, 3, "0.000"), (0.0004, 3, "0.000"), (-0.0004, 3, "0.000"), (0.0005, 3, "0.001"),
      (-1.25, 1, "-1.3"), (9.996, 2, "10.00"), (12, 0, "12"), (0.5, 0, "1"), (-7.5, 3, "-7.500"),
      (123_456_789.125, 2, "123456789.13"), (1e20, 2, "1e+20"), (.infinity, 2, "inf"),
      (9e14, 6, "900000000000000.0"),
    ] as [(Double, Int, String)])
  func numbersHaveAFixedCountOfDecimals(value: Double, decimals: Int, text: String) {
    #expect(value.fixed(decimals) == text)
  }

  @Test(arguments: [(0.4, "0 s"), (59.4, "59 s"), (200, "3 min 20 s"), (7_320, "2 h 2 min")])
  func secondsHaveAtMostTwoUnits(seconds: Double, text: String) {
    #expect(seconds.inTimeUnits == text)
  }

  @Test func zerosGoBeforeANumber() {
    #expect(42.padded(to: 5) == "00042" && 123_456.padded(to: 5) == "123456")
  }
}
