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
  private let events: [JSONValue]

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

  /// Whether nobody trains any more.
  var hasEnded: Bool {
    ["end", "stop"].contains(events.last { $0["event"]?.text != "unreadable" }?["event"]?.text)
  }

  private var state: String {
    let step = events.last { $0["step"] != nil }?["step"]?.wholeNumber ?? 0
    let steps = configuration.value(at: "training.steps")?.wholeNumber ?? 0
    let verb = hasEnded ? (step >= steps ? "complete" : "stopped") : "at work"
    return "\(verb), step \(step) of \(steps)"
  }

  private var incidents: [JSONValue] {
    events.filter { ["rollback", "unreadable", "stop"].contains($0["event"]?.text) }
  }

  // MARK: Curves

  /// Steps and values of every loss, and of the error on validation pairs.
  private var curves: JSONValue {
    var names: [String] = []
    var points: [String: [(step: Int, value: Double)]] = [:]
    func add(_ name: String, _ step: Int, _ value: JSONValue) {
      guard let value = value.number, value.isFinite else { return }
      if points[name] == nil { names.append(name) }
      points[name, default: []].append((step, value))
    }
    for line in LineFile(folder.metrics).objects(atMost: Self.mostValues) {
      guard let step = line["step"]?.wholeNumber else { continue }
      for member in line.members ?? [] where member.key != "step" {
        add(member.key, step, member.value)
      }
    }
    let checkpoints = events.filter { $0["event"]?.text == "checkpoint" }
    for event in checkpoints.thinned(toAbout: Self.mostValues) {
      guard let step = event["step"]?.wholeNumber else { continue }
      event["validation_error"].map { add("validation_error", step, $0) }
    }
    return .object(
      names.map { name in
        let kept = points[name] ?? []
        return .init(
          name,
          [
            "steps": .array(kept.map { .integer(Int64($0.step)) }),
            "values": .array(kept.map { .real($0.value) }),
          ])
      })
  }

  // MARK: Samples

  private var sampleNames: [String] {
    (try? Folder.names(in: folder.samples)) ?? []
  }

  /// Sheets that say where their parts lie, from the first step to the last.
  private var sheets: JSONValue {
    let names = sampleNames.filter { $0.hasPrefix("step-") && $0.hasSuffix(".png") }
    let every = max(1, Double(names.count - 1) / Double(Self.mostSheets - 1))
    let kept = Set(
      (0..<min(names.count, Self.mostSheets)).map { Int((Double($0) * every).rounded()) })
    return .array(
      names.indices.filter(kept.contains).compactMap { index in
        guard let bytes = part(names[index]), let step = Int(names[index].dropFirst(5).dropLast(4))
        else { return nil }
        let layout = ImageFile.text(ofPNG: bytes).first { $0.key == SampleSheetLayout.key }
          .flatMap { try? StrictJSON.parse(Array($0.value.utf8), subject: names[index]) }
        return [
          "step": .integer(Int64(step)), "image": Self.address(of: bytes, "image/png"),
          "layout": layout ?? .null,
        ]
      })
  }

  /// The sounds of the newest step that has some, and the real ones beside them, by the pair's name.
  private var sounds: JSONValue {
    let names = sampleNames.filter { $0.hasSuffix(".wav") }
    guard let newest = names.last(where: { $0.hasPrefix("step-") }),
      let step = newest.split(separator: "-").dropFirst().first
    else { return .null }
    func sounds(_ prefix: some StringProtocol) -> JSONValue {
      .object(
        names.filter { $0.hasPrefix(prefix) }.compactMap { name in
          part(name).map {
            .init(
              String(name.dropFirst(prefix.count).dropLast(".wav".count)),
              Self.address(of: $0, "audio/wav"))
          }
        })
    }
    return [
      "step": .integer(Int64(step) ?? 0), "made": sounds("step-\(step)-"),
      "real": sounds("real-"),
    ]
  }

  private func part(_ name: String) -> [UInt8]? {
    try? InputFile.read(Folder.path(folder.samples, name), limit: Self.largestPart)
  }

  // MARK: Files

  /// Bytes as an address that holds them itself.
  private static func address(of bytes: [UInt8], _ type: String) -> JSONValue {
    .string("data:\(type);base64,\(Data(bytes).base64EncodedString())")
  }

  private static func read(_ path: String) -> JSONValue { (try? StrictJSON.read(path)) ?? .null }
}
