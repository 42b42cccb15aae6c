import Files
import Testing

/// Bytes that must not be taken for tensors, and what is said about them.
struct BadTensorFile: Sendable, CustomTestStringConvertible {
  var name: String
  var bytes: [UInt8]
  var problem: String
  var hint: String?

  var testDescription: String { name }
  var failure: Failure { Failure(.badInput, "model", problem, hint: hint) }

  static func bytes(_ header: String, length: UInt64? = nil, data: [UInt8] = []) -> [UInt8] {
    let length = length ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + [UInt8](header.utf8)
      + data
  }

  private static func header(
    _ name: String, _ header: String, length: UInt64? = nil, data: [UInt8] = [],
    _ problem: String
  ) -> BadTensorFile {
    BadTensorFile(
      name: name, bytes: bytes(header, length: length, data: data), problem: problem)
  }

  private static func tensor(
    _ name: String, _ description: String, data: Int = 4, _ problem: String
  ) -> BadTensorFile {
    header(
      name, #"{"t":{\#(description)}}"#, data: [UInt8](repeating: 0, count: data), problem)
  }

  private static let saveFirst = "Save its tensors with safetensors.torch.save_file first."

  static let all: [BadTensorFile] = kinds + headers + entries + places

  private static let kinds: [BadTensorFile] = [
    BadTensorFile(
      name: "text", bytes: [UInt8]("hello, world".utf8),
      problem: "not a safetensors file (looks like plain text)"),
    BadTensorFile(
      name: "JSON", bytes: [UInt8](#"{"model": "cmcgan"}"#.utf8),
      problem: "not a safetensors file (looks like JSON text)"),
    BadTensorFile(
      name: "PNG", bytes: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13],
      problem: "not a safetensors file (looks like a PNG image)"),
    BadTensorFile(
      name: "zip", bytes: [0x50, 0x4B, 3, 4, 0, 0, 8, 8, 0, 0],
      problem: "not a safetensors file (looks like a zip archive or PyTorch checkpoint)",
      hint: saveFirst),
    BadTensorFile(
      name: "pickle", bytes: [0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9],
      problem: "not a safetensors file (looks like a PyTorch pickle)", hint: saveFirst),
    BadTensorFile(
      name: "five bytes", bytes: [3, 0, 0, 0, 0],
      problem: "truncated (5 bytes; a safetensors file begins with 8)"),
  ]

  private static let headers: [BadTensorFile] = [
    header(
      "cut header", #"{"t":"#, length: 100,
      "truncated (the header ends at byte 108, the file has 13)"),
    header(
      "header of 1 TiB", "{}", length: 1 << 40,
      "the header is said to have 1099511627776 bytes (at most 100000000)"),
    header(
      "header of 2^64 - 1", "{}", length: .max,
      "the header is said to have 18446744073709551615 bytes (at most 100000000)"),
    header("no header", "", "header:1:1: empty text"),
    header("a list", "[]", "the header is a list, an object is needed"),
    header("broken header", #"{"t":}"#, "header:1:6: unexpected token near '}'"),
    header("duplicate", #"{"t":{},"t":{}}"#, "header:1:9: duplicate object key near '\"t\"'"),
    header(
      "one name with an accent written in two ways",
      "{\"\u{E9}\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"e\u{301}\":{}}",
      "two tensors are named e\u{301}"),
    header(
      "number in the metadata", #"{"__metadata__":{"epoch":3}}"#,
      "__metadata__.epoch is 3, a text is needed"),
    header(
      "metadata is a list", #"{"__metadata__":[]}"#,
      "__metadata__ is a list, an object of texts is needed"),
    header(
      "broken checksums", #"{"__metadata__":{"crc32":"{1"}}"#,
      "__metadata__.crc32:1:2: string or '}' expected near '1'"),
    header(
      "checksum is a number", #"{"__metadata__":{"crc32":"{\"t\":1}"}}"#,
      "crc32.t is 1, a text is needed"),
    header(
      "checksum of nothing", #"{"__metadata__":{"crc32":"{\"t\":\"00000000\"}"}}"#,
      "a checksum is recorded for the tensor t, which is not there"),
    header(
      "lost checksum",
      #"{"__metadata__":{"crc32":"{}"},"t":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#,
      data: [1], "tensor t has no checksum, though others have one"),
  ]

  private static let entries: [BadTensorFile] = [
    header("tensor is a number", #"{"t":1}"#, "tensor t is 1, an object is needed"),
    tensor("no dtype", #""shape":[1],"data_offsets":[0,4]"#, "tensor t has no dtype"),
    tensor(
      "unknown dtype", #""dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]"#,
      "tensor t has the unknown dtype F8_E4M3 "
        + "(one of F16, BF16, F32, F64, I32, I64, U8 is needed)"),
    tensor(
      "unknown key", #""dtype":"F32","shape":[1],"data_offsets":[0,4],"stride":[1]"#,
      "tensor t has an unknown key stride"),
    tensor("no shape", #""dtype":"F32","data_offsets":[0,4]"#, "tensor t has no shape"),
    tensor(
      "negative size", #""dtype":"F32","shape":[-1],"data_offsets":[0,4]"#,
      "tensor t has -1 in its shape"),
    tensor(
      "fraction", #""dtype":"F32","shape":[1.0],"data_offsets":[0,4]"#,
      "tensor t has 1.0 in its shape"),
    tensor(
      "one offset", #""dtype":"F32","shape":[1],"data_offsets":[4]"#,
      "tensor t has the data_offsets [4] (a begin and an end are needed)"),
    tensor(
      "backward", #""dtype":"F32","shape":[1],"data_offsets":[4,0]"#,
      "tensor t has the data_offsets [4, 0] (a begin and an end are needed)"),
    tensor(
      "overflowing shape",
      #""dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]"#,
      "tensor t is too large (shape [4611686018427387904, 4], data_offsets [0, 4])"),
    tensor(
      "overflowing offset",
      #""dtype":"U8","shape":[4],"data_offsets":[9223372036854775803,9223372036854775807]"#,
      "tensor t is too large "
        + "(shape [4], data_offsets [9223372036854775803, 9223372036854775807])"),
  ]

  private static let places: [BadTensorFile] = [
    tensor(
      "too few bytes", #""dtype":"F32","shape":[2],"data_offsets":[0,4]"#,
      "tensor t has 4 bytes (shape [2] of F32 needs 8)"),
    tensor(
      "hole", #""dtype":"U8","shape":[2],"data_offsets":[2,4]"#,
      "tensor t leaves a hole (begins at 2, expected 0)"),
    header(
      "overlap",
      #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"#
        + #""b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
      data: [0, 0, 0, 0], "tensor b overlaps another (begins at 2, expected 3)"),
    tensor(
      "cut data", #""dtype":"F32","shape":[1],"data_offsets":[0,4]"#, data: 3,
      "truncated (the tensors end at byte 66, the file has 65)"),
    tensor(
      "trailing byte", #""dtype":"F32","shape":[1],"data_offsets":[0,4]"#, data: 5,
      "1 bytes follow the last tensor (it ends at byte 66)"),
  ]
}
