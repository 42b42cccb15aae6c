import Files
import Media
import Orchestra
import TestSupport
import Testing

@Suite struct InfoCommandTests {
  private let folder = TemporaryFolder()

  private func info(_ file: String) throws -> JSONValue {
    let result = try BuiltProgram.run(["info", "--json", file])
    #expect(result.code == 0, "\(result.errors)")
    return try StrictJSON.parse(String(try #require(result.lines.first)), subject: "line")
  }

  @Test func runsAndCheckpointsSayWhatTheyAre() throws {
    let run = try info(Material.run)
    #expect(run["kind"]?.text == "run")
    #expect(run["step"]?.wholeNumber == 60)
    #expect(run["checkpoints"] == [20, 40, 60])
    #expect(run["training_data"]?.text == "orchestra")
    #expect(run["classes"]?.elements?.count == 13)
    #expect(run["image"] == ["height": 16, "width": 16])
    #expect(run["sound"]?["frames"]?.wholeNumber == 17)
    let checkpoint = try info(Material.checkpoint)
    #expect(checkpoint["kind"]?.text == "cmcgan-checkpoint")
    #expect(checkpoint["model"] == run["model"])
    #expect(checkpoint["training_can_go_on"] == true)
  }

  @Test func generatedFilesSayHowTheyWereMade() throws {
    let sound = try folder.file("tone.wav", Material.wav())
    let model = try info(Material.run)["model"]
    for (name, direction) in [("a.png", "soundToImage"), ("a.flac", "soundToSound")] {
      let made = try BuiltProgram.run(
        [
          "convert", "--model", Material.run, sound, "-o", folder.path(name), "--seed", "7", "--to",
          name == "a.png" ? "image" : "sound",
        ])
      #expect(made.code == 0)
      let generated = try info(folder.path(name))["generated"]
      #expect(generated?["model"] == model)
      #expect(generated?["seed"]?.wholeNumber == 7)
      #expect(generated?["settings"]?["direction"]?.text == direction)
      #expect(generated?["settings"]?["input"]?.text == "wav")
    }
  }

  @Test func soundsAndImagesShowTheirFormat() throws {
    let sound = try info(folder.file("tone.wav", Material.wav()))
    #expect(sound["sample_rate"]?.wholeNumber == 16_000)
    #expect(sound["samples"]?.wholeNumber == 11_200)
    let image = try info(folder.file("image.png", Material.png()))
    #expect(image["width"]?.wholeNumber == 40 && image["height"]?.wholeNumber == 30)
    let plain = try BuiltProgram.run(["info", folder.path("image.png")])
    #expect(
      plain.text == "file: \(folder.path("image.png"))\nkind: image\nformat: png\n"
        + "width: 40\nheight: 30\n")
  }

  @Test func textsOfAFileNeverSteerATerminal() throws {
    let image = try ImageFile.encodedPNG(
      Image(width: 1, height: 1, pixels: [1, 2, 3]),
      text: [("key", "red \u{1B}[31m\u{9B}31m\nfile: forged"), ("other", "plain")])
    let path = try folder.file("image.png", image)
    let shown = try BuiltProgram.run(["info", path])
    #expect(shown.code == 0)
    #expect(
      shown.text.hasSuffix(
        "texts:\n  key: red \\u{1B}[31m\\u{009B}31m\\nfile: forged\n  other: plain\n"),
      "\(shown.text)")
    #expect(try info(path)["texts"]?["key"]?.text == "red \u{1B}[31m\u{9B}31m\nfile: forged")
  }

  @Test(.enabled(if: InputFile.exists("/sys/class/net/lo/speed")))
  func aFaultOfTheMediumIsNoDamage() throws {
    // A file of 4 KiB that the system refuses to read.
    let path = "/sys/class/net/lo/speed"
    let call = try BuiltProgram.run(["info", path])
    #expect(call.code == 74)
    #expect(call.errors == "error: \(path): cannot be read (invalid argument)\n")
  }

  @Test func whatIsUnknownIsAFailure() throws {
    let text = try folder.file("notes.txt", Array("nothing".utf8))
    let result = try BuiltProgram.run(["info", text])
    #expect(result.code == 65)
    #expect(
      result.errors == "error: \(text): nothing is known of it "
        + "(plain text; models, run folders, sounds, images and films are)\n")
    #expect(try BuiltProgram.run(["info", folder.path("none")]).code == 66)
    #expect(try BuiltProgram.run(["info", folder.path]).code == 66)
    let image = try folder.file("image.png", Material.png())
    let both = try BuiltProgram.run(["info", text, image])
    #expect(both.code == 1)
    #expect(both.text.contains("width: 40"))
  }
}
