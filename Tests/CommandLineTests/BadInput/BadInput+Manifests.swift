extension BadInput {
  /// Manifests of data sets with bad lines.
  static let manifests: [BadInput] = [
    manifest(
      "parent folder", #"{"sound":"../../etc/x","image":"0.png","class":"a"}"#,
      ": sound leaves the manifest's folder (../../etc/x)"),
    manifest(
      "absolute path", #"{"sound":"0.wav","image":"/etc/passwd","class":"a"}"#,
      ": image leaves the manifest's folder (/etc/passwd)"),
    manifest(
      "link out of the root", #"{"sound":"l.wav","image":"0.png","class":"a"}"#,
      ": sound leaves the manifest's folder by a link (l.wav)",
      ["pairs/l.wav": .link(to: "../other.wav"), "other.wav": .bytes(Material.wav())]),
    manifest(
      "linked folder out of the root", #"{"sound":"l/x.wav","image":"0.png","class":"a"}"#,
      ": sound leaves the manifest's folder by a link (l/x.wav)",
      ["pairs/l": .link(to: "../other"), "other/x.wav": .bytes(Material.wav())]),
    manifest(
      "broken link", #"{"sound":"l.wav","image":"0.png","class":"a"}"#,
      ": sound is a broken link (l.wav)", ["pairs/l.wav": .link(to: "none")]),
    manifest(
      "zero character", #"{"sound":"0.wav\u0000x","image":"0.png","class":"a"}"#,
      #":10: \u0000 is not allowed near '"0.wav\u0000x"'"#),
    manifest(
      "not UTF-8", Array(#"{"sound":""#.utf8) + [0xFF, 0x22, 0x7D],
      ":10: unable to decode byte 0xff near '\"'"),
    manifest(
      "control characters", "\u{1B}[31m", #":1: invalid token near '\u{1B}'"#),
    manifest(
      "the same pair again", #"{"sound":"0.wav","image":"0.png","class":"a"}"#,
      ": the pair 0 is listed twice"),
    manifest(
      "missing file", #"{"sound":"9.wav","image":"0.png","class":"a"}"#,
      ": sound is no file (9.wav)"),
    manifest(
      "a folder", #"{"sound":"s","image":"0.png","class":"a"}"#, ": sound is not a file (s)",
      ["pairs/s": .folder]),
    manifest("not JSON", "sound,image", ":1: invalid token near 'sound'"),
    manifest(
      "unknown key", #"{"sound":"0.wav","image":"1.png","label":"a"}"#,
      ": unknown key label (known are sound, image, class, split, silent)"),
    manifest(
      "no image", #"{"sound":"0.wav","class":"a"}"#,
      ": image is missing; the path of a file is needed"),
    manifest(
      "unknown split", #"{"sound":"0.wav","image":"1.png","class":"a","split":"test"}"#,
      ": split is test; train or validation is needed"),
    manifest(
      "class that is a path", #"{"sound":"0.wav","image":"1.png","class":"../a"}"#,
      #": class is "../a"; it cannot name a folder"#),
    manifest(
      "no class", #"{"sound":"0.wav","image":"1.png"}"#, ": class is missing; other lines have one"),
    data(
      "manifest: twelve bad lines",
      BadFiles.manifest(Array(repeatElement("x", count: 12).joined(separator: "\n").utf8)),
      "FILE/manifest.jsonl:5:1: invalid token near 'x' (and 11 more such faults). "
        + "Use cmcgan-data check to list them."),
  ]
}
