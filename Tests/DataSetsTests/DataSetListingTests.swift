import DataSets
import Files
import Glibc
import TestSupport
import Testing

@Suite struct DataSetListingTests {
  let folder = TemporaryFolder()
  var files: PairFiles { PairFiles(in: folder.path) }

  @Test func capitalsInEndingsMakeNoDifference() throws {
    try files.writePair(1, image: "images/a/1.PNG", sound: "sounds/a/1.Wav")
    try files.writePair(2, image: "images/b/2.JPeG", sound: "sounds/b/2.WAV")
    let listing = try DataSetLayout.listing(of: folder.path)
    #expect(listing.layout == "images and sounds")
    #expect((listing.set.training + listing.set.validation).map(\.stem).sorted() == ["1", "2"])
    #expect(listing.set.notes.isEmpty)
  }

  @Test func hiddenFilesAndFoldersAreNotSeen() throws {
    try files.writePair(1, image: "img/train/a/1.png", sound: "chunk/train/a/1.wav")
    try files.writePair(2, image: "img/train/b/2.png", sound: "chunk/train/b/2.wav")
    try files.writePair(3, image: "img/train/a/._1.png", sound: "chunk/train/a/._1.wav")
    try files.writePair(4, image: "img/train/.old/1.png", sound: "chunk/train/.old/1.wav")
    let listing = try DataSetLayout.listing(of: folder.path)
    #expect(listing.set.training.map(\.stem) == ["1", "2"])
    #expect(listing.set.notes.isEmpty)
  }

  @Test func twoFilesOfOneStemAreAFault() throws {
    try files.writePair(1, image: "images/a/1.jpg", sound: "sounds/a/1.wav")
    try files.writePair(2, image: "images/a/1.png", sound: "sounds/b/2.wav")
    let fault = Failure(
      .badInput, folder.path("images/a/1.png"),
      "has the same stem as \(folder.path("images/a/1.jpg"))")
    #expect(try DataSetLayout.listing(of: folder.path).faults == [fault])
    #expect(throws: fault) { try DataSetLayout.open(folder.path) }
  }

  @Test func whatIsPassedOverIsNoted() throws {
    for (number, name) in ["a", "b"].enumerated() {
      try files.writePair(
        number, image: "img/train/\(name)/1.png", sound: "chunk/train/\(name)/1.wav")
    }
    try files.writePair(2, image: "img/train/loose.png", sound: "chunk/train/loose.wav")
    try files.writePair(3, image: "img/test/a/1.png", sound: "chunk/train/a/deep/1.wav")
    try files.write("x", "img/train/a/list.txt")
    symlink("nowhere", folder.path("img/train/a/gone.png"))
    let name = folder.path("chunk/train/b/") + "\u{E9}"
    let latin: [CChar] = Array(name.utf8CString.dropLast(3)) + [CChar(bitPattern: 0xE9), 0]
    close(open(latin, O_CREAT | O_WRONLY, 0o666))
    let listing = try DataSetLayout.listing(of: folder.path)
    #expect(listing.set.training.map(\.stem) == ["1", "1"])
    let path = folder.path
    #expect(
      listing.set.notes == [
        "1 file(s) of other kinds are left out, such as \(path)/img/train/a/list.txt",
        "1 folder(s) with no place in the layout are left out, such as \(path)/img/test",
        "1 name(s) that are no files (broken links, pipes, devices) are left out, such as "
          + "\(path)/img/train/a/gone.png",
        "1 folder(s) with no place in the layout are left out, such as \(path)/chunk/train/a/deep",
        "1 pair(s) outside the class folders are left out, such as \(path)/chunk/train/loose.wav",
      ])
    #expect(listing.faults == [Folder.notUTF8("\(path)/chunk/train/b/\\xE9")])
  }

  @Test func namesThatNoCommandCouldReadAgainAreFaults() throws {
    let longest = String(repeating: "é", count: 120)
    let (long, wide) = (longest + "s", String(repeating: "c", count: 101))
    for (number, name) in ["a/1", "a/\(longest)", "a/\(long)", "a/t\tb", "\(wide)/1", "n\nl/1"]
      .enumerated()
    {
      try files.writePair(number, image: "images/\(name).png", sound: "sounds/\(name).wav")
    }
    let listing = try DataSetLayout.listing(of: folder.path)
    #expect(listing.set.training.count + listing.set.validation.count == 2)
    let faults = ["images", "sounds"].flatMap { part in
      let ending = part == "images" ? "png" : "wav"
      let path = folder.path(part)
      return [
        Failure(
          .badInput, "\(path)/a/t\tb.\(ending)", "has a control character in its name",
          hint: "Rename it."),
        Failure(
          .badInput, "\(path)/a/\(long).\(ending)",
          "has too long a name (241 bytes; at most 240)", hint: "Rename it."),
        Failure(
          .badInput, "\(path)/\(wide)", "has too long a name (101 bytes; at most 100)",
          hint: "Rename it."),
        Failure(
          .badInput, "\(path)/n\nl", "has a control character in its name", hint: "Rename it."),
      ]
    }
    #expect(listing.faults == faults)
  }

  @Test func twoFormsOfANameAreNamedAsSuch() throws {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    try files.writePair(1, image: "images/\(composed).png", sound: "sounds/\(decomposed).wav")
    // The same text in another form is still a partner.
    let set = try DataSetLayout.open(folder.path)
    #expect(set.training.count + set.validation.count == 1)
    try files.writePair(2, image: "images/\(decomposed).png", sound: "sounds/2.wav")
    let listing = try DataSetLayout.listing(of: folder.path)
    #expect(
      listing.faults == [
        Failure(
          .badInput, folder.path("images/\(composed).png"),
          "has the same stem as \(folder.path("images/\(decomposed).png")) in another form of "
            + "Unicode (NFC and NFD, which look alike)", hint: "Rename one of them.")
      ])
  }

  @Test func unpairedFilesAreListed() throws {
    try files.writePair(1, image: "img/train/a/1.png", sound: "chunk/train/a/2.wav")
    try files.writePair(2, image: "img/train/a/3.png", sound: "chunk/train/a/3.wav")
    let listing = try DataSetLayout.listing(of: folder.path)
    #expect(listing.unpairedImages == [folder.path("img/train/a/1.png")])
    #expect(listing.unpairedSounds == [folder.path("chunk/train/a/2.wav")])
    #expect(
      listing.set.notes.first
        == "1 image(s) without a partner are left out, such as \(folder.path)/img/train/a/1.png. "
        + "cmcgan-data pair-by-class \(folder.path)/img \(folder.path)/chunk -o DATA draws partners of their class"
    )
  }

  @Test func anUnfinishedDataSetIsNotOpened() throws {
    try files.writePair(1, image: "img/train/a/1.png", sound: "chunk/train/a/1.wav")
    try files.write("{}", "unfinished.json")
    let failure = Failure(
      .badInput, folder.path, "an unfinished data set (it holds unfinished.json)",
      hint: "Run the command that was writing it once more.")
    #expect(throws: failure) { try DataSetLayout.listing(of: folder.path) }
  }

  @Test func aDataSetOneFolderBelowIsSuggested() throws {
    try files.writePair(1, image: "Sub-URMP/img/train/a/1.png", sound: "Sub-URMP/chunk/x.wav")
    let failure = #expect(throws: Failure.self) { try DataSetLayout.listing(of: folder.path) }
    #expect(failure?.hint == "Perhaps \(folder.path)/Sub-URMP is meant.")
    #expect(failure?.kind == .badInput)
  }
}
