import Files
import Safetensors
import TensorCore
import TestSupport
import Testing

@Suite struct TensorFileTests {
  @Test func aFileWrittenByPythonIsRead() throws {
    let file = try Golden.file("tensor_file")
    #expect(
      file.names == ["labels", "double", "counting", "none", "one", "brain", "half", "bytes"])
    #expect(file.metadata["made_by"] == "make_tensor_file_golden.py")
    #expect(file["labels"] == Tensor(shape: [3], elements: [0, 12, -7]))
    #expect(file["double"] == Tensor(shape: [2, 1], elements: [Scalar(1.0 / 3.0), -1e-30]))
    #expect(file["one"] == Tensor(42.5))
    #expect(file["none"] == Tensor(shape: [0, 3], elements: []))
    #expect(file["bytes"] == Tensor(shape: [2], elements: [0, 255]))
    #expect(file["brain"]?.elements.prefix(2) == [1, -0.15625])
    #expect(file["half"]?.elements[2] == 65504)
    let counting = (0..<24).map { Scalar(Float($0) / 7) }
    let found = closeness(
      of: try file.require("counting", shape: [2, 3, 4]),
      to: Tensor(shape: [2, 3, 4], elements: counting), relative: 1e-7)
    #expect(found.isClose, "\(found)")
  }

  @Test(arguments: TensorFile.ElementType.allCases)
  func tensorsSurviveARoundTrip(type: TensorFile.ElementType) throws {
    let written = sample()
    let bytes = try written.encoded(as: type)
    let read = try TensorFile(parsing: bytes, subject: "sample")
    #expect(read == written)
    #expect(read.names == ["weight", "a bias", "empty", "one"])
    #expect(try read.encoded(as: type) == bytes)
    #expect(bytes[0] % 8 == 0)
  }

  @Test func bytesAreThoseOfTheFormat() throws {
    var file = TensorFile(metadata: ["z": "last", "a": "é\"\n"])
    file.append("one", Tensor(shape: [1], elements: [1]))
    let header =
      #"{"__metadata__":{"a":"é\"\n","crc32":"{\"one\":\"aca16a6a\"}","#
      + #""header_crc32":"b8caea78","z":"last"},"#
      + #""one":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let length = UInt8(padded.utf8.count)
    let expected = [length, 0, 0, 0, 0, 0, 0, 0] + [UInt8](padded.utf8) + [0, 0, 0x80, 0x3F]
    #expect(try file.encoded(as: .float32) == expected)
  }

  @Test func halvesAreRoundedToNearestEven() throws {
    var file = TensorFile()
    // The last place of a half at 1 is 2^-10: two values on ties, one just above a tie.
    let values: [Scalar] = [1 + 0x1p-11, 1 + 0x3p-11, 1 + 0x1.004p-11]
    file.append("half", Tensor(shape: [3], elements: values))
    let read = try TensorFile(parsing: file.encoded(as: .float16), subject: "halves")
    #expect(read["half"]?.elements == [1, 1 + 0x2p-10, 1 + 0x1p-10])
  }

  @Test func everyHalfHasItsValue() {
    let wrong = (UInt16.min...UInt16.max).filter { bits in
      let (found, expected) = (Float(halfBits: bits), Float(Float16(bitPattern: bits)))
      return expected.isNaN ? !found.isNaN : found.bitPattern != expected.bitPattern
    }
    #expect(wrong.isEmpty)
  }

  @Test func everyChangedBitIsDetected() throws {
    let bytes = try sample().encoded()
    for place in bytes.indices {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        #expect(throws: Failure.self) { try TensorFile(parsing: changed, subject: "changed") }
      }
    }
    let hint = "If it was changed on purpose, remove crc32 and header_crc32 from the metadata."
    let metadata = try #require(bytes.firstRange(of: Array("test".utf8)))
    for (place, beginning) in [
      (bytes.count - 1, "tensor one is damaged (CRC-32 "),
      (metadata.lowerBound, "the header is damaged (CRC-32 "),
    ] {
      var changed = bytes
      changed[place] ^= 1
      #expect {
        try TensorFile(parsing: changed, subject: "m.safetensors")
      } throws: { error in
        "\(error)".hasPrefix("m.safetensors: \(beginning)") && "\(error)".hasSuffix(hint)
      }
    }
  }

  @Test func everyTruncationIsDetected() throws {
    let bytes = try sample().encoded()
    for count in 0..<bytes.count {
      #expect(throws: Failure.self) {
        try TensorFile(parsing: Array(bytes.prefix(count)), subject: "cut")
      }
    }
  }

  @Test(arguments: BadTensorFile.all)
  func badFilesAreRefused(bad: BadTensorFile) {
    #expect(throws: bad.failure) { try TensorFile(parsing: bad.bytes, subject: "model") }
  }

  @Test func numbersThatAreNotFiniteAreNeitherWrittenNorRead() throws {
    var file = TensorFile()
    file.append("loss", Tensor(shape: [2], elements: [0, .nan]))
    let folder = TemporaryFolder()
    #expect(
      throws: Failure(
        .diverged, folder.path("x"), "tensor loss holds nan at element 1, which is never written")
    ) { try file.write(to: folder.path("x"), replacing: false) }
    #expect(folder.names.isEmpty)
    let bytes = BadTensorFile.bytes(
      #"{"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0x80, 0x7F])
    #expect(throws: Failure(.badInput, "x", "tensor t holds inf at element 0")) {
      try TensorFile(parsing: bytes, subject: "x")
    }
    let read = try TensorFile(parsing: bytes, subject: "x", requiringFinite: false)
    #expect(read["t"]?.item == .infinity)
  }

  @Test func numbersTooLargeForHalfPrecisionAreNotWritten() {
    var file = TensorFile()
    file.append("t", Tensor(shape: [1], elements: [70000]))
    #expect(
      throws: Failure(.badInput, nil, "tensor t holds 70000.0 at element 0, too large for F16")
    ) { try file.encoded(as: .float16) }
  }

  @Test func missingTensorsAndWrongShapesAreNamedInTheError() throws {
    let file = try TensorFile(parsing: sample().encoded(), subject: "m.safetensors")
    #expect(throws: Failure(.badInput, "m.safetensors", "no tensor is named scale")) {
      try file.require("scale")
    }
    #expect(
      throws: Failure(
        .badInput, "m.safetensors", "tensor weight has the shape [2, 3], [3, 2] is needed")
    ) { try file.require("weight", shape: [3, 2]) }
  }

  @Test func filesAreReplacedOnlyOnRequest() throws {
    let folder = TemporaryFolder()
    let path = folder.path("model.safetensors")
    try sample().write(to: path, replacing: false)
    #expect(try TensorFile.read(path) == sample())
    #expect(throws: Failure.self) { try TensorFile().write(to: path, replacing: false) }
    #expect(try TensorFile.read(path) == sample())
    try TensorFile().write(to: path, replacing: true)
    #expect(try TensorFile.read(path).names.isEmpty)
    #expect(folder.names == ["model.safetensors"])
  }

  private func sample() -> TensorFile {
    var file = TensorFile(metadata: ["format": "test", "config": #"{"a": [1, "ü"]}"#])
    file.append("weight", Tensor(shape: [2, 3], elements: [1, -2, 0.5, 0.25, 1024, -0.0]))
    file.append("a bias", Tensor(shape: [1], elements: [3]))
    file.append("empty", Tensor(shape: [4, 0], elements: []))
    file.append("one", Tensor(7))
    return file
  }
}
