extension BadInput {
  /// Data sets with faults that `cmcgan-data check` finds.
  static let checks: [BadInput] = {
    let unseen = "warning: no validation pairs: nothing can be evaluated"
    func verdict(_ count: Int) -> String {
      "error: FILE: cannot be trained on: \(count) file(s) or line(s) cannot be used. "
        + "Use cmcgan-data import to leave bad pairs out."
    }
    return [
      checked(
        "parent folder", #"{"sound":"../../etc/x","image":"0.png","class":"a"}"#,
        [
          "error: FILE/manifest.jsonl:5: sound leaves the manifest's folder (../../etc/x)", unseen,
          verdict(1),
        ]),
      checked(
        "the first ten of twelve bad lines",
        repeatElement("x", count: 12).joined(separator: "\n"),
        (5...14).map { "error: FILE/manifest.jsonl:\($0):1: invalid token near 'x'" }
          + ["error: 2 more like these", unseen, verdict(12)]),
      described("missing", nil, "no such file", code: 66),
      described("a folder", .folder, "not a run folder (it has no config.json)", code: 66),
      described(
        "text", .bytes(Array("text".utf8)),
        "nothing is known of it (plain text; models, run folders, sounds, images and films are)"),
      described(
        "half a PNG", .bytes(Array(BadFiles.png().prefix(40))),
        "truncated PNG (the file ends early)"),
      described(
        "half a WAV header", .bytes(Array(BadFiles.wav().prefix(30))),
        "truncated WAV header (30 bytes; at least 44 are needed)"),
    ]
  }()
}
