import Files
import FoundationEssentials
import Media
import Training

/// What a run did, as files that TensorBoard shows: curves, sheets of samples, sounds.
///
/// All of it is read from the run folder, so that it can be asked for at any time, and again.
public struct TensorBoardLog {
  private let runs: [(name: String, bytes: [UInt8])]

  /// The log of runs.
  ///
  /// - Parameter paths: the run folders; each is a run of its own in TensorBoard, by its last name.
  /// - Throws: `Failure` of kind `missingInput` where a folder holds no run, `usage` where two have one name.
  public init(_ paths: [String]) throws {
    var runs: [(name: String, bytes: [UInt8])] = []
    for path in paths {
      let folder = RunFolder(path)
      // `.` and `..` have a name too.
      let name = (RealPath.of(path) ?? path).split(separator: "/").last.map(String.init) ?? "run"
      guard !runs.contains(where: { $0.name == name }) else {
        throw Failure(.usage, path, "two runs are called \(name)")
      }
      runs.append((name, try Self.bytes(RunSummary(folder))))
    }
    self.runs = runs
  }

  /// Writes `FOLDER/RUN/events.out.tfevents.cmcgan` for each run, in place of older ones.
  ///
  /// - Throws: `Failure` of kind `cannotCreate` or `inputOutput` where that fails.
  public func write(to folder: String) throws {
    for run in runs {
      let place = Folder.path(folder, run.name)
      try Folder.create(place)
      try OutputFile.write(
        run.bytes, to: Folder.path(place, "events.out.tfevents.cmcgan"), replacing: true)
    }
  }

  private static func bytes(_ summary: RunSummary) -> [UInt8] {
    let times = StepTimes(summary.events)
    var file = EventFile(time: times.time(of: 0))
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

/// When steps were taken, as far as events say: between two of them, as if all had taken equally long.
private struct StepTimes {
  private var known: [(step: Int, seconds: Double)] = []

  init(_ events: [JSONValue]) {
    for event in events {
      guard let step = (event["to_step"] ?? event["step"])?.wholeNumber,
        let text = event["time"]?.text, let date = try? Date(text, strategy: .iso8601)
      else { continue }
      known.removeAll { $0.step >= step }
      known.append((step, date.timeIntervalSince1970))
    }
  }

  func time(of step: Int) -> Double {
    guard let next = known.firstIndex(where: { $0.step >= step }) else {
      return known.last?.seconds ?? 0
    }
    guard next > 0, known[next].step > step else { return known[next].seconds }
    let (before, after) = (known[next - 1], known[next])
    let share = Double(step - before.step) / Double(after.step - before.step)
    return before.seconds + share * (after.seconds - before.seconds)
  }
}
