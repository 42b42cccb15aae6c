import Files
import TestSupport
import Testing

@Suite struct WriteQueueTests {
  private let folder = TemporaryFolder()

  @Test func allFilesAreWrittenAndNothingElse() throws {
    let queue = WriteQueue()
    // More than are under way at a time.
    let names = (100..<100 + 3 * WriteQueue.capacity).map { "\($0).txt" }
    let writes = names.map {
      queue.write([UInt8]($0.utf8), to: folder.path($0), replacing: false)
    }
    for write in writes { #expect(try write.wait() > .zero) }
    #expect(folder.names == names)
    for name in names { #expect(try InputFile.read(folder.path(name)) == [UInt8](name.utf8)) }
  }

  @Test func aFailureConcernsOneFileOnly() throws {
    try OutputFile.write("old", to: folder.path("b"), replacing: false)
    let queue = WriteQueue()
    let writes = ["a", "b", "no/c", "d"].map {
      queue.write([1], to: folder.path($0), replacing: false)
    }
    let problems = writes.map { write in
      do {
        try write.wait()
        return "none"
      } catch {
        return (error as? Failure)?.problem ?? "\(error)"
      }
    }
    #expect(
      problems
        == ["none", "already exists", "the folder \(folder.path("no")) does not exist", "none"])
    #expect(folder.names == ["a", "b", "d"])
    #expect(try InputFile.read(folder.path("b")) == [UInt8]("old".utf8))
  }

  @Test func theEndCanBeWaitedForWithoutTheFiles() throws {
    let queue = WriteQueue()
    for number in 100..<140 {
      _ = queue.write([7], to: folder.path("\(number)"), replacing: false)
    }
    queue.finish()
    #expect(folder.names.count == 40)
  }
}
