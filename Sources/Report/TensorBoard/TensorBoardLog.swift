import Files
import Glibc
import Media
import Training

/// The curves, sheets of samples and sounds of runs, as files for TensorBoard.
///
/// They are made from the run folder alone, during training or afterwards.
public struct TensorBoardLog {
  /// What of the runs cannot be read and is left out, as sentences for people.
  public let warnings: [String]
  private let runs: [(name: String, bytes: [UInt8])]

  /// The log of runs.
  ///
  /// - Parameter paths: the run folders; each is a run of its own in TensorBoard, by its last name.
  /// - Throws: `Failure` of kind `missingInput` where a folder holds no run, `usage` where two have one name.
  public init(_ paths: [String]) throws {
    var runs: [(name: String, bytes: [UInt8])] = []
    var warnings: [String] = []
    for path in paths {
      let folder = RunFolder(path)
      // `.` and `..` have a name too.
      let name = (RealPath.of(path) ?? path).split(separator: "/").last.map(String.init) ?? "run"
      guard !runs.contains(where: { $0.name == name }) else {
        throw Failure(.usage, path, "two runs are called \(name)")
      }
      let summary = try RunSummary(folder)
      warnings += summary.warnings
      runs.append((name, Self.bytes(summary)))
    }
    (self.runs, self.warnings) = (runs, warnings)
  }

  /// Writes `FOLDER/RUN/events.out.tfevents.SECONDS.cmcgan` for each run, and empties older ones.
  ///
  /// An open TensorBoard reads a file once, and then those whose names follow it. So each has a later name.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` or `inputOutput` where that fails.
  public func write(to folder: String) throws {
    for run in runs {
      let place = Folder.path(folder, run.name)
      try Folder.create(place)
      let older = try Folder.names(in: place).compactMap { Self.seconds(in: $0) }.sorted()
      let name = Self.name(max(time(nil), (older.last ?? 0) + 1))
      try OutputFile.write(run.bytes, to: Folder.path(place, name), replacing: false)
      // A TensorBoard that is at an older file would wait for ever at one that is gone.
      for old in older.suffix(Self.mostEmptyFiles) {
        try OutputFile.write([UInt8](), to: Folder.path(place, Self.name(old)), replacing: true)
      }
      for old in older.dropLast(Self.mostEmptyFiles) { unlink(Folder.path(place, Self.name(old))) }
    }
  }

  /// How many older files are kept, empty.
  private static let mostEmptyFiles = 8

  private static func name(_ time: Int) -> String { "events.out.tfevents.\(time).cmcgan" }

  /// The time in the name of a file that this program wrote; nil for other names.
  private static func seconds(in name: String) -> Int? {
    name.split(separator: ".").dropFirst(3).first.flatMap { Int($0) }
      .flatMap { Self.name($0) == name ? $0 : nil }
  }

  private static func bytes(_ summary: RunSummary) -> [UInt8] {
    let times = StepTimes(summary.events)
    var file = EventFile(time: times.time(of: 0))
    // What an open TensorBoard has read of an older file is out of date.
    file.addStart(time: times.time(of: 0))
    for curve in summary.curves(atMost: .max) {
      for (step, value) in curve.points {
        file.add(
          curve.name.replacing("loss_", with: "loss/", maxReplacements: 1), step: step,
          time: times.time(of: step), value: Float(value))
      }
    }
    for sample in summary.samples {
      guard let bytes = summary.part(sample.file) else { continue }
      let time = times.time(of: sample.step)
      if let image = try? ImageFile.read(bytes: bytes, subject: sample.file) {
        file.add(
          "samples", step: sample.step, time: time, png: bytes, width: image.width,
          height: image.height)
      } else if let sound = try? SoundFile.read(bytes: bytes, subject: sample.file) {
        file.add(
          "sounds/\(sample.pair)", step: sample.step, time: time, wav: bytes,
          rate: sound.sampleRate, samples: sound.samples.count)
      }
    }
    return file.bytes
  }
}
