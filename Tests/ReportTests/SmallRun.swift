import Files
import Foundation
import TestSupport

/// A run folder of a few lines, with one sheet and two sounds, as training leaves it.
struct SmallRun {
  private let folder = TemporaryFolder()
  /// The run folder.
  var path: String { folder.path("run") }

  /// An image of two pixels, red and blue, with the layout of one row and one column.
  static let png =
    Data(
      base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAmHRFWHRjbWNnYW46c2hlZXQAeyJyb3dzIjpb"
        + "eyJuYW1lIjoib2JvZSIsInRvcCI6MH1dLCJjb2x1bW5zIjpbeyJuYW1lIjoicmVhbCIsIm1vZGFsaXR5Ijoi"
        + "aW1hZ2UiLCJsZWZ0IjowLCJ3aWR0aCI6MSwiaGVpZ2h0IjoxfV0sImltYWdlIjoiYT52Iiwic291bmQiOiJ2"
        + "PmEifbtuVeMAAAANSURBVHicY/jPAAT/AQcAAf/iI55ZAAAAAElFTkSuQmCC"
    ).map(Array.init) ?? []

  /// Four samples of 16 bits at 8 kHz.
  static let wav =
    Data(
      base64Encoded: "UklGRiwAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQgAAAAAAOgDGPwAAA=="
    ).map(Array.init) ?? []

  /// The run with some files left out.
  init(without missing: [String] = []) throws {
    try Folder.create(path)
    try Folder.create("\(path)/samples")
    let files: [(String, [UInt8])] = [
      ("config.json", Array(#"{"model":"cmcgan","training":{"steps":20}}"#.utf8)),
      ("metrics.jsonl", Array(Self.metrics.utf8)), ("events.jsonl", Array(Self.events.utf8)),
      ("run.json", Array(#"{"machine":"a <fast> one"}"#.utf8)),
      ("evaluation.json", Array(Self.evaluation.utf8)),
      ("samples/step-000010.png", Self.png), ("samples/step-000020.png", Self.png),
      ("samples/step-000020-oboe.wav", Self.wav), ("samples/real-oboe.wav", Self.wav),
    ]
    for (name, bytes) in files where !missing.contains(name) { try write(bytes, to: name) }
  }

  /// Writes a file of the run folder.
  func write(_ bytes: [UInt8], to name: String) throws {
    try OutputFile.write(bytes, to: "\(path)/\(name)", replacing: true)
  }

  private static let metrics = """
    {"step":10,"loss_total":2.5,"loss_generator":1}
    {"step":20,"loss_total":1.5,"loss_generator":null}

    """

  private static let events = """
    {"event":"start","time":"2026-01-01T00:00:00Z","step":0}
    {"event":"checkpoint","time":"2026-01-01T00:01:40Z","step":10,"validation_error":0.5}
    {"event":"checkpoint","time":"2026-01-01T00:03:20Z","step":20,"validation_error":0.25}
    {"event":"end","time":"2026-01-01T00:03:20Z","step":20}

    """

  private static let evaluation =
    #"{"schema":5,"step":20,"pairs":4,"split":"validation","latent_samples":2,"#
    + #""classes":["oboe","tuba"],"groups":[0,1,2,3],"#
    + #""verdict":{"summary":["Images from sounds: fair."],"problems":["Images are blurred."]},"#
    + #""accuracy":[{"evaluated":"real image","route":"","evaluator":"trained","accuracy":0.75,"#
    + #""interval":[0.3,0.95],"confusion":[[2,0],[1,1]],"latent_samples":1,"#
    + #""correct":[1,0,1,1],"correct_shares":[1.0,0.0,1.0,1.0]}]}"#
}
