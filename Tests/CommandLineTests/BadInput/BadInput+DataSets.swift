import TestSupport

extension BadInput {
  /// Data sets that training refuses.
  static let dataSets: [BadInput] = {
    let image = Content.bytes((try? PairFiles.image(1)) ?? [])
    let sound = Content.bytes(Material.wav())
    func pairs(_ places: String...) -> [String: Content] {
      var files: [String: Content] = [:]
      for place in places {
        files["pairs/images/\(place).png"] = image
        files["pairs/sounds/\(place).wav"] = sound
      }
      return files
    }
    let layouts =
      "manifest.jsonl, img and chunk, or images and sounds are needed). "
      + "Use cmcgan-data import --help to see the layouts."
    return [
      data("missing", [:], "FILE: no such file or folder", code: 66),
      data(
        "an empty folder", ["pairs": .folder],
        "FILE: not a known data set layout (found an empty folder; \(layouts)"),
      data(
        "a text file", ["pairs": .bytes(Array("text".utf8))],
        "FILE:1:1: invalid token near 'text'"),
      data(
        "images alone", ["pairs/images/train/a/0.png": image],
        "FILE: not a known data set layout (found images; \(layouts)"),
      data(
        "no partners",
        ["pairs/images/train/a/0.png": image, "pairs/sounds/validation/a/0.wav": sound],
        "FILE: no pair of an image and a sound with one name in both (0 found). "
          + "1 image(s) without a partner are left out, such as FILE/images/train/a/0.png."),
      data(
        "one class", pairs("train/a/0", "train/a/1"),
        "FILE: only one class (a); mismatched pairs need two or more. "
          + "Leave the class folders out to treat every pair as its own class."),
      data(
        "fewer than a batch", pairs("train/a/0", "validation/b/0"),
        "FILE: has too few training pairs (1; at least training.batchSize, 2, are needed). "
          + "Use a smaller batch: --set training.batchSize=N."),
      data(
        "a sound that is text",
        pairs("train/a/0", "train/b/0").merging(
          ["pairs/sounds/train/b/0.wav": .bytes(Array("text".utf8))]) { $1 },
        "FILE/sounds/train/b/0.wav: not a sound (plain text; WAV, FLAC, Ogg, MP3, AIFF, AU, CAF, M4A, "
          + "Matroska, WMA, AAC and AMR can be "
          + "read); 1 of 2 training pairs cannot be read (at most 0.01 of them may, "
          + "faults.unreadableShare). Use cmcgan-data check to list them all."),
    ]
  }()
}
