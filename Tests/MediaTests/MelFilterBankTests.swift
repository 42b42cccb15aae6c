import Media
import TestSupport
import Testing

@Suite struct MelFilterBankTests {
  @Test func weightsMatchLibrosa() throws {
    let golden = try Golden.file("sound")
    let bank = MelFilterBank(try goldenSettings("narrow", golden))
    let expected = try golden.require("narrow.filters")
    #expect([bank.filters.count, bank.bins] == expected.shape)
    let found = closeness(
      of: bank.matrix, to: expected.elements.map { Double($0) }, relative: 1e-6)
    #expect(found.isClose, "\(found)")
  }

  @Test func bandsNarrowerThanABinMayBeEmpty() {
    let bank = MelFilterBank(
      SpectrogramSettings(windowLength: 256, hopLength: 64, bands: 128))
    #expect(bank.filters.contains { $0.weights.isEmpty || $0.weights.allSatisfy { $0 == 0 } })
    #expect(bank.filters.allSatisfy { $0.firstBin + $0.weights.count <= bank.bins })
  }
}
