import Files
import FoundationEssentials
import Media
import Training

extension RunSummary {
  /// A page shows this many sheets at most: the first, the last, and some between them.
  private static let mostSheets = 12
  /// A larger file, in bytes, does not become a part of the page.
  private static let largestPart = 4_000_000

  /// A sheet, or a generated sound.
  struct Sample {
    let step: Int
    let file: String
    /// The name of the pair of a sound; empty for a sheet.
    let pair: String
  }

  /// All sheets and generated sounds, by step.
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
  var sheets: JSONValue {
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
  var sounds: JSONValue {
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

  /// Bytes as a `data:` address, which holds them itself.
  private static func address(of bytes: [UInt8], _ type: String) -> JSONValue {
    .string("data:\(type);base64,\(Data(bytes).base64EncodedString())")
  }
}
