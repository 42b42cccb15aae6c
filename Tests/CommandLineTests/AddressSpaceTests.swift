import Files
import TestSupport
import Testing

/// Where memory lacks, a command says so and ends; it never waits for ever, and blames no file.
///
/// `Tests/Faults/memory.py` tries more commands and sizes.
@Suite struct AddressSpaceTests {
  private let folder = TemporaryFolder()

  private func run(_ arguments: [String], kilobytes: Int) throws -> BuiltProgram {
    try BuiltProgram.run(
      ["-c", "ulimit -v \(kilobytes) && exec \"$0\" \"$@\"", BuiltProgram.path] + arguments,
      program: "/bin/bash")
  }

  private func expectEnd(_ call: BuiltProgram, _ size: Int) {
    #expect(call.code == 0 || call.code == 71, "\(size) KB: \(call.code) \(call.errors)")
    let failures = call.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(failures.count == (call.code == 0 ? 0 : 1), "\(size) KB: \(call.errors)")
    if let first = failures.first { #expect(first.contains("not enough memory")) }
  }

  /// Kilobytes, in growing steps.
  private static let sizes = [
    50_000, 60_000, 80_000, 110_000, 160_000, 230_000, 330_000, 500_000, 1_000_000, 4_000_000,
  ]

  @Test(arguments: sizes) func commandsEndWithLittleMemory(size: Int) throws {
    let sound = try folder.file("a.wav", Material.wav())
    let image = try folder.file("a.png", Material.png())
    let model = ["--model", Golden.repository + "/data/default.safetensors", "--threads", "2"]
    for arguments in [
      ["info", sound], ["spectrogram", sound, "-o", folder.path("s.safetensors")],
      ["convert", sound, "-o", folder.path("x.png")] + model,
      ["convert", image, "-o", folder.path("x.wav")] + model, ["classify", sound] + model,
    ] {
      expectEnd(try run(arguments, kilobytes: size), size)
    }
  }

  @Test(
    .enabled(if: FFmpegTool.isThere, Comment(rawValue: FFmpegTool.reason)),
    arguments: [60_000, 200_000, 350_000, 420_000, 600_000])
  func filmsEndWithLittleMemory(size: Int) throws {
    let film = folder.path("film.mp4")
    try FFmpegTool.ffmpeg([
      "-f", "lavfi", "-i", "testsrc=s=64x48:d=1:r=10", "-f", "lavfi", "-i", "sine=d=1", "-c:a",
      "aac", film,
    ])
    expectEnd(try run(["info", film], kilobytes: size), size)
    expectEnd(
      try run(
        [
          "convert", film, "-o", folder.path("x.mp4"), "--to", "sound", "--model",
          Golden.repository + "/data/default.safetensors",
        ], kilobytes: size), size)
  }

  @Test func enoughIsLittle() throws {
    let sound = try folder.file("a.wav", Material.wav())
    let call = try run(["info", sound], kilobytes: 100_000)
    #expect(call.code == 0, "\(call.errors)")
  }

  @Test func theMessageSaysThatMemoryLacks() throws {
    let sound = try folder.file("a.wav", Material.wav())
    let call = try run(
      [
        "convert", sound, "-o", folder.path("x.png"), "--model",
        Golden.repository + "/data/default.safetensors",
      ], kilobytes: 100_000)
    #expect(call.code == 71 && !InputFile.exists(folder.path("x.png")))
    #expect(
      call.errors.wholeMatch(of: /error: not enough memory \(\d+ bytes more were needed\)\n/)
        != nil, "\(call.errors)")
    #expect(folder.names == ["a.wav"])
  }
}
