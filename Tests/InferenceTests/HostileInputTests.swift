import Files
import HostileInput
import TestSupport
import Testing

/// Every seed of fuzzing, and every input that once was a crash, read as fuzzing reads it.
@Suite struct HostileInputTests {
  @Test(arguments: HostileInput.Kind.allCases)
  func seedsAreTakenOrRefused(_ kind: HostileInput.Kind) throws {
    let input = HostileInput(kind)
    let seeds = try files("Corpus", kind)
    let refusals = try seeds.map { try input.refusal(of: InputFile.read($0)) }
    #expect(refusals.contains(nil), "no seed of \(kind) gets past the first checks")
    #expect(refusals.contains { $0 != nil }, "no seed of \(kind) is refused")
  }

  @Test(arguments: HostileInput.Kind.allCases)
  func formerCrashersAreTakenOrRefused(_ kind: HostileInput.Kind) throws {
    let input = HostileInput(kind)
    for path in try files("Crashers", kind) { try input.refusal(of: InputFile.read(path)) }
  }

  private func files(_ folder: String, _ kind: HostileInput.Kind) throws -> [String] {
    let path = "\(Golden.repository)/Fuzz/\(folder)/\(kind.rawValue)"
    return Folder.exists(path) ? try Folder.files(in: path) : []
  }
}
