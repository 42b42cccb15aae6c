import Orchestra

extension BadInput {
  /// Configurations that cannot be read or trained.
  static let configurations: [BadInput] = {
    let tiny = BadFiles.tiny
    let save = "Save it as UTF-8 without a byte order mark."
    return [
      configuration("empty", "", "FILE: empty file"),
      configuration("not JSON", "seed: 1", "FILE:1:1: invalid token near 'seed'"),
      configuration("a list", "[]", "FILE: a list, an object is needed"),
      configuration(
        "trailing comma", #"{"seed": 1,}"#, "FILE:1:12: string or '}' expected near '}'"),
      configuration(
        "duplicate key", "{\n  \"seed\": 1,\n  \"seed\": 2\n}",
        "FILE:3:3: duplicate object key near '\"seed\"'"),
      configuration("NaN", #"{"seed": NaN}"#, "FILE:1:10: invalid token near 'NaN'"),
      configuration("1e400", #"{"seed": 1e400}"#, "FILE:1:10: real number overflow near '1e400'"),
      configuration(
        "2^64", #"{"seed": 18446744073709551616}"#,
        "FILE:1:10: too big integer near '18446744073709551616'"),
      configuration(
        "UTF-16", [0xFF, 0xFE] + tiny.utf8.flatMap { [$0, 0] },
        "FILE: is not UTF-8 text (looks like UTF-16). \(save)"),
      configuration(
        "byte order mark", "\u{FEFF}" + tiny, "FILE: begins with a byte order mark. \(save)"),
      configuration(
        "Latin-1", Array(#"{"model": ""#.utf8) + [0xFF, 0x22, 0x7D],
        "FILE:1:11: unable to decode byte 0xff near '\"'"),
      configuration(
        "100000 lists in each other", String(repeating: "[", count: 100_000),
        "FILE:1:2049: maximum parsing depth reached near '['"),
      configuration("two objects", "{}{}", "FILE:1:3: end of file expected near '{'"),
      configuration(
        "unknown key", BadFiles.tiny("\"batchSize\"", "\"batchsize\""),
        "FILE: training.batchsize: unknown setting. Did you mean training.batchSize?"),
      configuration(
        "missing base", #"{"extends": "./none.json"}"#,
        "FILE: extends: \"./none.json\" does not exist"),
      configuration(
        "base that is no text", #"{"extends": 1}"#, "FILE: extends: 1, a text is needed"),
      configuration(
        "text for a number", BadFiles.tiny("\"steps\": 60", "\"steps\": \"60\""),
        "FILE: training.steps: \"60\", a whole number is needed"),
      configuration(
        "null", BadFiles.tiny("\"steps\": 60", "\"steps\": null"),
        "FILE: training.steps: null, a whole number is needed"),
      configuration(
        "out of range", BadFiles.tiny("\"batchSize\": 8", "\"batchSize\": 1"),
        "FILE: training.batchSize: 1 is out of range (2 to 65536)"),
      configuration(
        "odd window", BadFiles.tiny("\"windowLength\": 512", "\"windowLength\": 513"),
        "FILE: sound.windowLength: out of range (513; even, 16 to 65536)"),
      configuration(
        "unknown word", BadFiles.tiny("\"joint\"", "\"jiont\""),
        "FILE: losses.pairs: \"jiont\", one of joint, standard is needed. Did you mean joint?"),
      configuration(
        "files without a root", BadFiles.tiny("\"source\": \"orchestra\"", "\"source\": \"files\""),
        "FILE: data.root: empty, though data.source is files"),
    ]
  }()
}
