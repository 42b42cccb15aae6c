extension BadInput {
  /// Models and checkpoints that cannot be used.
  static let models: [BadInput] = {
    let one = BadFiles.oneTensor
    let save = "Save its tensors with safetensors.torch.save_file first."
    let changed =
      "If it was changed on purpose, remove crc32 and header_crc32 from the metadata."
    let bytes = { (text: String) in Content.bytes(Array(text.utf8)) }
    func tensors(_ header: String, data: [UInt8] = [0, 0, 0, 0], length: Int? = nil) -> Content {
      .bytes(BadFiles.tensors(header, data: data, length: length))
    }
    let entry = { (name: String, range: String) in
      #""\#(name)":{"dtype":"U8","shape":[2],"data_offsets":[\#(range)]}"#
    }
    return [
      model("missing", nil, "no such file", code: 66),
      model("an empty folder", .folder, "no checkpoint in this run folder", code: 66),
      model("empty", .bytes([]), "empty file"),
      model("text", bytes("weights"), "not a safetensors file (looks like plain text)"),
      model(
        "PyTorch pickle", .bytes([0x80, 2] + Array("}q\0.".utf8)),
        "not a safetensors file (looks like a PyTorch pickle). \(save)"),
      model(
        "PyTorch zip", bytes("PK\u{3}\u{4} and more of it"),
        "not a safetensors file (looks like a zip archive or PyTorch checkpoint). \(save)"),
      model(
        "cut at 5 bytes", .bytes(Array(one.prefix(5))),
        "truncated (5 bytes; a safetensors file begins with 8)"),
      model(
        "cut in its tensors", tensors("{\(entry("t", "0,2"))}", data: [0]),
        "truncated (the tensors end at byte 63, the file has 62)"),
      model(
        "a byte too many", tensors("{\(entry("t", "0,2"))}", data: [0, 0, 0]),
        "1 bytes follow the last tensor (it ends at byte 63)"),
      model(
        "a bit of a tensor", .bytes(BadFiles.flipped(one, fromEnd: 3)),
        "tensor t is damaged (CRC-32 d4c43ba7; d5065190 is recorded). \(changed)"),
      model(
        "a bit of the header", .bytes(BadFiles.changed(one, "nothing", "nothinh")),
        "the header is damaged (CRC-32 3a7b3e86; 839d8bc1 is recorded). \(changed)"),
      model(
        "a header of 1 TiB", tensors("{}", length: 1 << 40),
        "the header is said to have 1099511627776 bytes (at most 100000000)"),
      model(
        "overlapping tensors", tensors("{\(entry("a", "0,2")),\(entry("b", "1,3"))}"),
        "tensor b overlaps another (begins at 1, expected 2)"),
      model(
        "a hole", tensors("{\(entry("a", "0,2")),\(entry("b", "3,5"))}"),
        "tensor b leaves a hole (begins at 3, expected 2)"),
      model(
        "a name twice", tensors("{\(entry("a", "0,2")),\(entry("a", "2,4"))}"),
        "header:1:54: duplicate object key near '\"a\"'"),
      model(
        "an element that is no number",
        tensors(
          #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 192, 127]),
        "tensor t holds nan at element 0"),
      model(
        "unknown version", .bytes(BadFiles.model(["format_version": "99"])),
        "format version 99; this program reads 2"),
      model(
        "no format", .bytes(BadFiles.model(["format": nil])),
        "not a model of this program (metadata has no format)"),
      model(
        "another program's format", .bytes(BadFiles.model(["format": "resnet"])),
        "not a model of this program (its format is resnet)"),
      model(
        "no configuration", .bytes(BadFiles.model(["configuration": nil])),
        "not a model of this program (metadata has no configuration)"),
      model(
        "a broken configuration", .bytes(BadFiles.model(["configuration": "{"])),
        "configuration:1:2: string or '}' expected near end of file"),
      model(
        "another shape", .bytes(BadFiles.model()),
        "tensor imageEncoder.down.0.weight has the shape [4, 4, 3, 9], [4, 4, 3, 8] is needed"),
    ]
  }()
}
