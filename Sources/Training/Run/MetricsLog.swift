import Files
import Models

/// `metrics.jsonl`: one flat object for each logged step, appended as training goes on.
struct MetricsLog {
  private let path: String

  init(_ path: String) { self.path = path }

  /// The losses of a step under the names that scripts rely on.
  static func object(step: Int, _ losses: Losses) -> JSONValue {
    .object(
      [.init("step", .integer(Int64(step)))]
        + losses.entries.map { .init($0.name.rawValue, .real(Double($0.value))) })
  }

  /// Appends a line; if that fails, no part of the line stays.
  func append(_ object: JSONValue) throws { try LineFile(path).append(object) }

  /// Removes the lines of steps after `step`, so that a resumed run repeats no line.
  func cut(after step: Int) throws {
    guard InputFile.exists(path) else { return }
    let lines = String(decoding: (try? InputFile.read(path)) ?? [], as: UTF8.self)
      .split(separator: "\n")
    let kept = lines.filter { line in
      let value = try? StrictJSON.parse(String(line), subject: path)
      return value?["step"]?.wholeNumber.map { $0 <= step } ?? false
    }
    guard kept.count < lines.count else { return }
    try OutputFile.write(
      kept.map { $0 + "\n" }.joined(), to: path, replacing: true)
  }
}
