import Files
import Foundation
import Media
import Safetensors
import TensorCore
import TestSupport
import Testing

/// Every command that reads images, against every kind of image: the content alone decides, and all
/// commands say the same.
@Suite struct ImageVerdictTests {
  /// A kind of image under a name that promises another.
  struct Kind: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    /// What the refusal says, with its hint; nil where it is read.
    var refusal: String? { problem.map { "\($0). Convert it first: \(command)." } }
    /// Why it is refused; nil where it is read.
    var problem: String?
    /// The command that converts it.
    var command = ""
    /// What is noted about its content.
    var note: String?
  }

  private static func common(_ name: String) -> [UInt8] {
    let tensor = try? Golden.file("common_image").require(name + "/file")
    return tensor.map { $0.elements.map { UInt8($0) } } ?? []
  }

  private static func refused(_ kind: String, _ start: [UInt8], by command: String) -> Kind {
    Kind(
      testDescription: kind, bytes: start + [UInt8](repeating: 0, count: 100),
      problem: "\(kind) image cannot be read (PNG, JPEG and WebP can)", command: command)
  }

  private static let kinds: [Kind] = {
    let png = Material.png()
    let ffmpeg = "ffmpeg -i IN -frames:v 1 OUT.png"
    let heif = "heif-convert IN OUT.png (Debian package libheif-examples)"
    let bitmap: [UInt8] = "BM".utf8 + [99, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0]
    func brand(_ names: String) -> [UInt8] { [0, 0, 0, 24] + "ftyp\(names)".utf8 }
    return [
      Kind(testDescription: "PNG", bytes: png),
      Kind(
        testDescription: "PNG without its end", bytes: png.dropLast(12),
        note: "is damaged after its pixels, which are complete (the file ends early)"),
      Kind(testDescription: "JPEG", bytes: common("jpeg/sampling 3x2")),
      Kind(
        testDescription: "JPEG in CMYK", bytes: common("jpeg/cmyk"),
        note: "has CMYK colours, converted to RGB by the plain formula, without a colour profile"),
      Kind(testDescription: "WebP", bytes: common("webp/lossy")),
      Kind(
        testDescription: "WebP animation", bytes: common("webp/animated"),
        note: "has 2 images, of which the first is used"),
      refused("a GIF", Array("GIF89a".utf8), by: ffmpeg), refused("a BMP", bitmap, by: ffmpeg),
      refused("a TIFF", [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0], by: ffmpeg),
      refused("a HEIC", brand("mif1\0\0\0\0mif1heic"), by: heif),
      refused("an AVIF", brand("mif1\0\0\0\0mif1avif"), by: heif),
    ]
  }()

  private let folder = TemporaryFolder()

  @Test(arguments: kinds) func everyCommandSaysTheSame(_ kind: Kind) throws {
    let file = try folder.file("in.wav", kind.bytes)
    let sound = try folder.file("tone.wav", Material.wav())
    let image = try folder.file("good.png", Material.png())
    let calls = [
      ["info", file], ["classify", file], ["classify", sound, file], ["match", file, sound],
      ["convert", "--model", Material.run, file, "-o", folder.path("a.png"), "--to", "image"],
      ["convert", "--model", Material.run, file, "-o", folder.path("a.wav")],
      [
        "convert", "--model", Material.run, image, file, "--morph", "3", "-o", folder.path("m.png"),
      ],
    ]
    for arguments in calls {
      check(try BuiltProgram.run(arguments), kind, of: file, "\(arguments)", refusedBy: 65)
    }
    // Other candidates would still be ranked.
    let ranked = try BuiltProgram.run(["match", sound, file])
    check(ranked, kind, of: file, "a candidate", refusedBy: 1)
    for (arguments, code) in [(["info"], 65), (["classify"], 65), (["match", sound], 1)] {
      let result = try piped(arguments, kind.bytes)
      check(result, kind, of: folder.path("pipe"), "\(arguments) of a pipe", refusedBy: Int32(code))
    }
  }

  @Test(arguments: kinds) func dataSetsSayTheSame(_ kind: Kind) throws {
    // A name of an image, for the layout goes by names: the content is of another kind.
    let files = PairFiles(in: folder.path("pairs"))
    let ending = kind.testDescription.contains("PNG") ? "jpg" : "png"
    for number in 0..<4 {
      try files.writePair(number, image: "images/\(number).png", sound: "sounds/\(number).wav")
    }
    try files.writePair(9, image: "images/9.\(ending)", sound: "sounds/9.wav")
    try files.write(kind.bytes, "images/9.\(ending)")
    let file = files.root + "/images/9.\(ending)"
    let checked = try BuiltProgram.run(["data", "check", files.root])
    let imported = try BuiltProgram.run(
      ["data", "import", files.root, "-o", folder.path("imported"), "--keep-going"])
    if let refusal = kind.refusal {
      #expect(checked.code == 65 && checked.errors.contains("error: \(file): \(refusal)\n"))
      #expect(imported.code == 0 && imported.errors.contains("left out: \(file): \(refusal)\n"))
    } else {
      #expect(checked.code == 0 && imported.code == 0, "\(checked.errors)\(imported.errors)")
      #expect(!checked.errors.contains("error:") && !imported.errors.contains("left out"))
      let warning = "image(s) are read in spite of a fault or without their colour profile"
      #expect(checked.errors.contains("1 \(warning), such as \(file)") == (kind.note != nil))
      #expect(
        imported.errors.contains("note: \(file): \(kind.note ?? "")\n") == (kind.note != nil))
    }
  }

  /// A run that was trained on two classes, and is evaluated on pairs of its own.
  private static let run = Result {
    let folder = TemporaryFolder()
    let files = PairFiles(in: folder.path("pairs"))
    try writeClasses(files)
    let made = try BuiltProgram.run([
      "train", "--config", Golden.repository + "/configs/tiny.json", "--output",
      folder.path("run"), "--quiet", "--set", "data.source=files", "--set",
      "data.root=\(files.root)", "--set", "training.steps=0", "--set", "training.batchSize=2",
    ])
    #expect(made.code == 0, "\(made.errors)")
    return (folder, folder.path("run"))
  }

  private static func writeClasses(_ files: PairFiles) throws {
    for (number, name) in ["train/a", "train/b", "validation/a", "validation/b"].enumerated() {
      try files.writePair(number, image: "images/\(name)/x.png", sound: "sounds/\(name)/x.wav")
    }
  }

  @Test(arguments: kinds.filter { $0.refusal != nil })
  func evaluationSaysTheSame(_ kind: Kind) throws {
    let files = PairFiles(in: folder.path("pairs"))
    try Self.writeClasses(files)
    try files.write(kind.bytes, "images/train/a/x.png")
    let refused = try BuiltProgram.run([
      "evaluate", Self.run.get().1, "--data", files.root, "--evaluators", folder.path("evaluators"),
    ])
    let file = files.root + "/images/train/a/x.png"
    #expect(refused.code == 65)
    #expect(
      refused.errors.contains("error: \(file): \(kind.problem ?? ""); 1 of 2 training pairs"),
      "\(refused.errors)")
  }

  private func check(
    _ result: BuiltProgram, _ kind: Kind, of file: String, _ call: String, refusedBy code: Int32
  ) {
    if let refusal = kind.refusal {
      #expect(result.code == code, "\(call)")
      #expect(result.errors.contains("error: \(file): \(refusal)\n"), "\(call): \(result.errors)")
    } else {
      #expect(result.code == 0, "\(call): \(result.errors)")
      let said = result.errors + result.text
      #expect(kind.note.map { said.contains($0) } ?? true, "\(call): \(said)")
    }
  }

  /// Calls a command with a named pipe as its last argument, and writes bytes into it.
  private func piped(_ arguments: [String], _ bytes: [UInt8]) throws -> BuiltProgram {
    let pipe = folder.path("pipe")
    unlink(pipe)
    #expect(mkfifo(pipe, 0o600) == 0)
    let content = try folder.file("content", bytes)
    // A reader that never comes must not hold up the test for ever.
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = ["-c", "timeout 20 cat \"$0\" > \"$1\"", content, pipe]
    try writer.run()
    defer { writer.waitUntilExit() }
    return try BuiltProgram.run(arguments + [pipe])
  }
}
