import Files
import FoundationEssentials
import Media
import Training

/// Everything that a report shows of one run, as the page's script reads it.
///
/// Files that are missing or cut short leave their part out, as a run may be at work; only a folder without
/// a configuration is refused.
struct RunSummary {
  /// About the most values of a curve; of longer ones every n-th is read.
  private static let mostValues = 1_000
  /// The most sheets of samples; of more, the first, the last and some between them are shown.
  private static let mostSheets = 12
  /// The most bytes of a file that becomes a part of the page.
  private static let largestPart = 4_000_000

  private let folder: RunFolder
  private let configuration: JSONValue
  let events: [JSONValue]

  /// Reads what a run folder says of itself.
  ///
  /// - Throws: `Failure` of kind `missingInput` where it is none.
  init(_ folder: RunFolder) throws {
    guard folder.isBegun else {
      throw Failure(.missingInput, folder.path, "not a run folder (it has no config.json)")
    }
    self.folder = folder
    configuration = try StrictJSON.read(folder.configurations.newest)
    events = LineFile(folder.events).objects()
  }

  /// The run as a document; `withMedia` says whether its samples are a part of it.
  func document(withMedia: Bool) -> JSONValue {
    [
      "name": .string(folder.path),
      "model": configuration["model"] ?? .null,
      "state": .string(state),
      "ended": .bool(hasEnded),
      "curves": curves,
      "incidents": .array(incidents),
      "sheets": withMedia ? sheets : .array([]),
      "sounds": withMedia ? sounds : .null,
      "evaluation": Self.read(folder.evaluation),
      "configuration": configuration,
      "machine": Self.read(folder.description),
    ]
  }

  /// Whether nobody trains any more: the run ended, was stopped, or its process is gone.
  var hasEnded: Bool { isFinished || !folder.isAtWork }

  private var isFinished: Bool {
    ["end", "stop"].contains(events.last { $0["event"]?.text != "unreadable" }?["event"]?.text)
  }

  private var state: String {
    let last = events.last { $0["step"] != nil }
    let step = (last?["to_step"] ?? last?["step"])?.wholeNumber ?? 0
    let steps = configuration.value(at: "training.steps")?.wholeNumber ?? 0
    let verb =
      isFinished
      ? (step >= steps ? "complete" : "stopped") : (folder.isAtWork ? "at work" : "interrupted")
    return "\(verb), step \(step) of \(steps)"
  }

  private var incidents: [JSONValue] {
    events.filter { ["rollback", "unreadable", "stop"].contains($0["event"]?.text) }
  }

  // MARK: Curves

  /// Values at steps.
  struct Curve {
    let name: String
    var points: [(step: Int, value: Double)] = []
  }

  /// Every loss, and the error on validation pairs; of more than `most` values about so many.
  func curves(atMost most: Int) -> [Curve] {
    var curves: [Curve] = []
    func add(_ name: String, _ step: Int, _ value: JSONValue) {
      guard let value = value.number, value.isFinite else { return }
      let place = curves.firstIndex { $0.name == name } ?? curves.endIndex
      if place == curves.endIndex { curves.append(Curve(name: name)) }
      // What was thrown away by going back to a checkpoint is not shown.
      while let last = curves[place].points.last, last.step >= step {
        curves[place].points.removeLast()
      }
      curves[place].points.append((step, value))
    }
    for line in LineFile(folder.metrics).objects(atMost: most) {
      guard let step = line["step"]?.wholeNumber else { continue }
      for member in line.members ?? [] where member.key != "step" {
        add(member.key, step, member.value)
      }
    }
    let checkpoints = events.filter { $0["event"]?.text == "checkpoint" }
    for event in checkpoints.thinned(toAbout: most) {
      guard let step = event["step"]?.wholeNumber else { continue }
      event["validation_error"].map { add("validation_error", step, $0) }
    }
    return curves
  }

  private var curves: JSONValue {
    .object(
      curves(atMost: Self.mostValues).map { curve in
        .init(
          curve.name,
          [
            "steps": .array(curve.points.map { .integer(Int64($0.step)) }),
            "values": .array(curve.points.map { .real($0.value) }),
          ])
      })
  }

  // MARK: Samples

  /// A sheet, or a sound that was made.
  struct Sample {
    let step: Int
    let file: String
    /// The name of the pair that a sound is of; empty for a sheet.
    let pair: String
  }

  /// All sheets and sounds that were made, by step.
  var samples: [Sample] {
    sampleNames.compactMap { name in
      guard name.hasPrefix("step-"), name.hasSuffix(".png") || name.hasSuffix(".wav") else {
        return nil
      }
      let parts = name.dropFirst(5).dropLast(4).split(separator: "-", maxSplits: 1)
      guard let step = parts.first.flatMap({ Int($0) }) else { return nil }
      return Sample(step: step, file: name, pair: parts.count > 1 ? String(parts[1]) : "")
    }.sorted { ($0.step, $0.file) < ($1.step, $1.file) }
  }

  private var sampleNames: [String] {
    (try? Folder.names(in: folder.samples)) ?? []
  }

  /// Sheets that say where their parts lie, from the first step to the last.
  private var sheets: JSONValue {
    let all = samples.filter { $0.pair.isEmpty }
    let every = max(1, Double(all.count - 1) / Double(Self.mostSheets - 1))
    let kept = Set(
      (0..<min(all.count, Self.mostSheets)).map { Int((Double($0) * every).rounded()) })
    return .array(
      all.indices.filter(kept.contains).compactMap { index in
        guard let bytes = part(all[index].file) else { return nil }
        let layout = ImageFile.text(ofPNG: bytes).first { $0.key == SampleSheetLayout.key }
          .flatMap { try? StrictJSON.parse(Array($0.value.utf8), subject: all[index].file) }
        return [
          "step": .integer(Int64(all[index].step)),
          "image": Self.address(of: bytes, "image/png"), "layout": layout ?? .null,
        ]
      })
  }

  /// The sounds of the newest step that has some, and the real ones beside them, by the pair's name.
  private var sounds: JSONValue {
    let generated = samples.filter { !$0.pair.isEmpty }
    let real = sampleNames.filter { $0.hasPrefix("real-") && $0.hasSuffix(".wav") }.map {
      Sample(step: 0, file: $0, pair: String($0.dropFirst(5).dropLast(4)))
    }
    guard !generated.isEmpty || !real.isEmpty else { return .null }
    func sounds(_ samples: [Sample]) -> JSONValue {
      .object(
        samples.compactMap { sample in
          part(sample.file).map { .init(sample.pair, Self.address(of: $0, "audio/wav")) }
        })
    }
    return [
      "step": generated.last.map { .integer(Int64($0.step)) } ?? .null,
      "generated": sounds(generated.filter { $0.step == generated.last?.step }),
      "real": sounds(real),
    ]
  }

  /// The bytes of a file among the samples, unless it is too large.
  func part(_ name: String) -> [UInt8]? {
    try? InputFile.read(Folder.path(folder.samples, name), limit: Self.largestPart)
  }

  // MARK: Files

  /// Bytes as an address that holds them itself.
  private static func address(of bytes: [UInt8], _ type: String) -> JSONValue {
    .string("data:\(type);base64,\(Data(bytes).base64EncodedString())")
  }

  private static func read(_ path: String) -> JSONValue { (try? StrictJSON.read(path)) ?? .null }
}
