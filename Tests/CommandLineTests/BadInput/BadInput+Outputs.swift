extension BadInput {
  /// Outputs that cannot be written.
  static let outputs: [BadInput] = {
    let file = Content.bytes(Array("kept".utf8))
    let fit =
      "the name does not fit (FILE is a WAV sound; it becomes an image, .png, or a film, "
      + ".mp4, .m4v, .mov, .mkv, .webm)"
    let long = String(repeating: "o", count: 300) + ".png"
    return [
      conversion(
        "output exists", ["FILE", "-o", "FOLDER/out.png"],
        "FOLDER/out.png: already exists. Use --force to replace it.", code: 73, ["out.png": file]),
      conversion(
        "output is the input", ["FILE", "-o", "FILE", "--to", "sound", "--force"],
        "FILE: is an input as well", code: 73),
      conversion(
        "output is a link to the input",
        ["FILE", "-o", "FOLDER/l.wav", "--to", "sound", "--force"],
        "FOLDER/l.wav: is an input as well", code: 73, ["l.wav": .link(to: "in.wav")]),
      conversion(
        "folder missing", ["FILE", "-o", "FOLDER/none/out.png"],
        "FOLDER/none/out.png: the folder FOLDER/none does not exist", code: 73),
      conversion(
        "below a file", ["FILE", "-o", "FOLDER/file/out.png"],
        "FOLDER/file/out.png: FOLDER/file is not a folder", code: 73, ["file": file]),
      conversion(
        "a file for a folder", ["FILE", "-o", "FOLDER/file/"],
        "FOLDER/file: is a file, a folder is needed", code: 73, ["file": file]),
      conversion(
        "long name", ["FILE", "-o", "FOLDER/\(long)"], "FOLDER/\(long): the name is too long",
        code: 73),
      conversion(
        "unknown ending", ["FILE", "-o", "FOLDER/out.gif"], "FOLDER/out.gif: \(fit)",
        code: 64),
      conversion(
        "ending of the same modality", ["FILE", "-o", "FOLDER/out.wav"],
        "FOLDER/out.wav: \(fit). Use --to sound to stay in the same modality.", code: 64),
      training(
        "run folder is a file", ["--output", "FOLDER/run"],
        "FOLDER/run: is a file, a folder is needed", code: 73, ["run": file]),
      training(
        "dry run in a file", ["--output", "FOLDER/run", "--dry-run"],
        "FOLDER/run: is a file, a folder is needed", code: 73, ["run": file]),
      training(
        "dry run below a file", ["--output", "FOLDER/file/run", "--dry-run"],
        "FOLDER/file: is a file, a folder is needed", code: 73, ["file": file]),
    ]
  }()
}
