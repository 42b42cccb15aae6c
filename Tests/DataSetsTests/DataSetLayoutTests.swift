import DataSets
import Files
import TestSupport
import Testing

/// Layouts of folders; `DataSetListingTests` and `ManifestTests` have what is passed over or wrong.
@Suite struct DataSetLayoutTests {
  private let folder = TemporaryFolder()

  /// Writes empty files, which no layout opens.
  private func write(_ names: String...) throws {
    for name in names { try PairFiles(in: folder.path).write("", name) }
  }

  private func origin(_ image: String, _ sound: String) -> Pair.Origin {
    .files(image: folder.path(image), sound: folder.path(sound))
  }

  @Test func theReleasedSubURMPIsRecognised() throws {
    try write(
      "img/train/cello/cello00_500.jpg", "chunk/train/cello/cello00_500.wav",
      "img/train/tuba/tuba00_600.png", "chunk/train/tuba/tuba00_600.wav",
      "img/validation/tuba/tuba04_500.jpg", "chunk/validation/tuba/tuba04_500.wav")
    let set = try DataSetLayout.open(folder.path)
    #expect(set.classes == ["cello", "tuba"])
    #expect(
      set.training == [
        Pair(
          stem: "cello00_500", classIndex: 0,
          origin: origin(
            "img/train/cello/cello00_500.jpg", "chunk/train/cello/cello00_500.wav")),
        Pair(
          stem: "tuba00_600", classIndex: 1,
          origin: origin("img/train/tuba/tuba00_600.png", "chunk/train/tuba/tuba00_600.wav")),
      ])
    #expect(
      set.validation == [
        Pair(
          stem: "tuba04_500", classIndex: 1,
          origin: origin(
            "img/validation/tuba/tuba04_500.jpg", "chunk/validation/tuba/tuba04_500.wav"))
      ])
    #expect(set.notes.isEmpty)
  }

  @Test func twoFoldersWithClassesAreDividedByName() throws {
    for number in 0..<60 {
      let name = number % 2 == 0 ? "cat" : "dog"
      try write("images/\(name)/\(number).png", "sounds/\(name)/\(number).flac")
    }
    let set = try DataSetLayout.open(folder.path)
    #expect(set.classes == ["cat", "dog"])
    #expect(set.training.count + set.validation.count == 60)
    #expect((1...15).contains(set.validation.count))
    #expect(set.training.allSatisfy { (Int($0.stem) ?? 0) % 2 == $0.classIndex })
    // A pair that is added changes no other pair's side.
    try write("images/dog/new.png", "sounds/dog/new.flac")
    let larger = try DataSetLayout.open(folder.path)
    #expect(
      larger.validation.map(\.stem).filter { $0 != "new" } == set.validation.map(\.stem))
  }

  @Test func twoFoldersWithoutClassesAreRecognised() throws {
    try write(
      "images/train/a.jpeg", "sounds/train/a.ogg", "images/train/b.png", "sounds/train/b.mp3",
      "images/validation/c.png", "sounds/validation/c.wav")
    let set = try DataSetLayout.open(folder.path)
    #expect(set.classes.isEmpty)
    #expect(set.training.map(\.stem) == ["a", "b"] && set.validation.map(\.stem) == ["c"])
    #expect((set.training + set.validation).allSatisfy { $0.classIndex == 0 })
  }

  @Test func filesWithoutAPartnerAreNoted() throws {
    try write("images/a.png", "sounds/a.wav", "images/b.png", "images/c.png", "sounds/d.wav")
    let set = try DataSetLayout.open(folder.path)
    #expect((set.training + set.validation).map(\.stem) == ["a"])
    #expect(
      set.notes == [
        "2 image(s) without a partner are left out, such as \(folder.path("images/b.png"))",
        "1 sound(s) without a partner are left out, such as \(folder.path("sounds/d.wav"))",
      ])
  }

  @Test func oneClassIsRefused() throws {
    try write("images/cat/a.png", "sounds/cat/a.wav")
    #expect(
      throws: Failure(
        .badInput, folder.path, "only one class (cat); mismatched pairs need two or more",
        hint: "Leave the class folders out to treat every pair as its own class.")
    ) { try DataSetLayout.open(folder.path) }
  }

  @Test func aSetWithoutAPairIsRefused() throws {
    try write("images/a.png", "sounds/b.wav")
    let failure = #expect(throws: Failure.self) { try DataSetLayout.open(folder.path) }
    #expect(
      failure?.problem == "no pair of an image and a sound with one name in both (0 found)")
  }

  @Test func anotherLayoutIsRefused() throws {
    try write("images/a.png", "music/a.wav")
    #expect(
      throws: Failure(
        .badInput, folder.path,
        "not a known data set layout (found images, music; manifest.jsonl, img and chunk, or "
          + "images and sounds are needed)",
        hint: "Use cmcgan-data import --help to see the layouts.")
    ) { try DataSetLayout.open(folder.path) }
    #expect(throws: Failure(.missingInput, folder.path("none"), "no such file or folder")) {
      try DataSetLayout.open(folder.path("none"))
    }
  }
}
