import Files
import TestSupport
import Testing

@Suite struct MappedFileTests {
  private let folder = TemporaryFolder()

  @Test func theBytesAreThoseOfTheFile() throws {
    let bytes = (0..<10_000).map { UInt8($0 % 251) }
    try OutputFile.write(bytes, to: folder.path("a"), replacing: false)
    let file = try MappedFile(folder.path("a"))
    #expect([UInt8](file.bytes) == bytes && file.path == folder.path("a"))
  }

  @Test func whatCannotBeMappedIsRefused() throws {
    try OutputFile.write([UInt8](), to: folder.path("empty"), replacing: false)
    #expect(throws: Failure(.badInput, folder.path("empty"), "empty file")) {
      try MappedFile(folder.path("empty"))
    }
    #expect(throws: Failure(.missingInput, folder.path("none"), "no such file")) {
      try MappedFile(folder.path("none"))
    }
    #expect(throws: Failure(.missingInput, folder.path, "is a directory")) {
      try MappedFile(folder.path)
    }
    #expect(
      throws: Failure(
        .badInput, "/dev/null", "is not a file that can be mapped (a regular one is needed)")
    ) { try MappedFile("/dev/null") }
  }
}
