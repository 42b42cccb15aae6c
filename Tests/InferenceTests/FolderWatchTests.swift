import Files
import Foundation
import Inference
import TestSupport
import Testing

@Suite struct FolderWatchTests {
  private let folder = TemporaryFolder()

  private final class Log {
    var converted: [String] = []
    var failed: [Failure] = []

    func add(_ event: ConversionEvent) {
      if case .written(let result) = event { converted.append(result.output) }
      if case .leftOut(let failure) = event { failed.append(failure) }
    }
  }

  private func watch(_ log: Log) throws -> FolderWatch {
    try Folder.create(folder.path("in"))
    var request = ConversionRequest([], to: folder.path("out"))
    request.model = try TrainedRun.path()
    return try FolderWatch(folder.path("in"), request, event: log.add)
  }

  /// What tells a file from another that takes its place.
  private func fileNumber(_ path: String) throws -> UInt64? {
    try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64
  }

  @Test func aFileIsConvertedOnceItIsAtRest() throws {
    let log = Log()
    var watch = try watch(log)
    _ = try folder.tone("in/a.wav")
    for _ in 0..<3 { try watch.look() }
    #expect(log.converted.isEmpty)
    for _ in 0..<5 { try watch.look() }
    #expect(log.converted == [folder.path("out/a.png")])
  }

  @Test func aFileThatChangesIsConvertedAgain() throws {
    let log = Log()
    var watch = try watch(log)
    _ = try folder.tone("in/a.wav", 1)
    for _ in 0..<4 { try watch.look() }
    let before = try fileNumber(folder.path("out/a.png"))
    _ = try folder.tone("in/a.wav", 40)
    for _ in 0..<5 { try watch.look() }
    #expect(log.converted.count == 2)
    // Both tones may give the same image, since the model is hardly trained.
    #expect(try fileNumber(folder.path("out/a.png")) != before)
  }

  @Test func theWorkOfAnEarlierWatchIsKept() throws {
    var first = try watch(Log())
    _ = try folder.tone("in/a.wav")
    for _ in 0..<4 { try first.look() }
    let log = Log()
    var second = try watch(log)
    for _ in 0..<6 { try second.look() }
    #expect(log.converted.isEmpty && log.failed.isEmpty)
  }

  @Test func badFilesAreToldAndOthersLeftAlone() throws {
    let log = Log()
    var watch = try watch(log)
    try OutputFile.write("words", to: folder.path("in/bad.wav"), replacing: false)
    try OutputFile.write("words", to: folder.path("in/words.txt"), replacing: false)
    for _ in 0..<6 { try watch.look() }
    #expect(log.failed.map(\.subject) == [folder.path("in/bad.wav")])
  }

  @Test func theOutputIsAnotherFolder() throws {
    try Folder.create(folder.path("in"))
    var request = ConversionRequest([], to: folder.path("in/"))
    request.model = try TrainedRun.path()
    #expect(
      throws: Failure(.cannotCreate, folder.path("in/"), "is the folder that is watched")
    ) { try FolderWatch(folder.path("in"), request) }
  }

  @Test func aWatchEndsWhenItIsAskedTo() throws {
    var watch = try watch(Log())
    var looks = 0
    try watch.run {
      looks += 1
      return looks > 1
    }
    #expect(looks == 2)
  }
}
