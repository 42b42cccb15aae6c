import Configuration
import Files
import TestSupport
import Testing

@Suite struct ConfigurationTableTests {
  /// A property without an entry in the table would never be read or written.
  @Test func everyPropertyHasAnEntryInTheTable() throws {
    func paths(_ value: Any, _ above: String) -> [String] {
      guard value is any SettingsGroup else { return [above] }
      return Mirror(reflecting: value).children.flatMap { child in
        let name = child.label ?? ""
        return paths(child.value, above.isEmpty ? name : "\(above).\(name)")
      }
    }
    #expect(paths(Configuration(), "") == ConfigurationKey.all.map(\.path))
  }

  @Test func defaultsAndOlderMeaningsLieInTheirRanges() throws {
    let defaults = try JSONValue(encoding: Configuration())
    for key in ConfigurationKey.all {
      #expect(defaults.value(at: key.path) == key.defaultValue, "\(key.path)")
      for value in [key.defaultValue, key.olderMeaning].compactMap({ $0 }) {
        #expect(key.violatedRange(by: value) == nil, "\(key.path) \(value.named)")
      }
      #expect(!key.meaning.hasSuffix(".") && !key.meaning.contains("|"), "\(key.path)")
    }
  }

  @Test func theCommittedTableIsTheGeneratedOne() throws {
    let bytes = try InputFile.read(Golden.repository + "/configs/README.md")
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(
      text.contains("<!-- keys -->\n\(ConfigurationTable.markdown)<!-- end of keys -->\n"),
      "make configs writes it")
    let lines = ConfigurationTable.markdown.split(separator: "\n")
    #expect(lines.count == ConfigurationKey.all.count + 2)
    #expect(
      lines.contains(
        "| `networks.depth` | number of layers with stride 2 | whole number, 1 to 8 |  | `4` |"))
    #expect(
      lines.contains(
        "| `data.source` | the built-in orchestra, made in memory, or files at data.root | `orchestra`, `files` |  | `files` |"
      ))
  }

  @Test func theCommittedSchemaIsTheGeneratedOne() throws {
    let path = Golden.repository + "/configs/schema.json"
    let text = String(decoding: try InputFile.read(path), as: UTF8.self)
    #expect(text == ConfigurationSchema.document.encoded(pretty: true) + "\n")
    let batch = ConfigurationSchema.document
    #expect(
      batch.value(at: "properties.training.properties.batchSize") == [
        "description": "size of a batch, of all ranks together, in pairs", "type": "integer",
        "minimum": 2, "maximum": 65536, "default": 32,
      ])
    #expect(batch.value(at: "properties.losses.additionalProperties") == false)
  }

  /// Each bound is accepted by the schema's word and by `validate`, and what lies past it by neither.
  @Test func boundsAreThoseOfTheSchema() throws {
    let document = try JSONValue(encoding: Configuration.tiny())
    for key in ConfigurationKey.all {
      guard case .number(let range) = key.values else { continue }
      for past in [range.lowerBound - 1e-3, range.upperBound + 1e-3] {
        var changed = document
        try changed.set(path: key.path, to: String(past))
        let configuration: Configuration = try changed.decoded(subject: "x")
        #expect(
          throws: Failure(
            .badConfiguration, "x: \(key.path)",
            "\(past) is out of range (\(range.lowerBound) to \(range.upperBound))")
        ) { try configuration.validate(subject: "x") }
      }
    }
  }
}
