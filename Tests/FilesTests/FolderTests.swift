import Files
import Glibc
import TestSupport
import Testing

@Suite struct FolderTests {
  let folder = TemporaryFolder()

  @Test func listsAreSortedAndLeaveOutWhatIsHidden() throws {
    for name in ["b.wav", "a.wav", "B.wav", ".hidden", "é.wav"] {
      try OutputFile.write("x", to: folder.path(name), replacing: false)
    }
    for name in ["z", "d/e"] { try Folder.create(folder.path(name)) }
    symlink("a.wav", folder.path("link"))
    symlink("nowhere", folder.path("broken"))
    let files = ["B.wav", "a.wav", "b.wav", "link", "é.wav"]
    #expect(try Folder.files(in: folder.path) == files.map(folder.path))
    #expect(try Folder.folders(in: folder.path + "/") == ["d", "z"].map(folder.path))
    #expect(try Folder.names(in: folder.path, hidden: true).first == ".hidden")
  }

  @Test func namesThatAreNotUTF8AreListedApart() throws {
    for name in [[0x61], [0x63, 0xE9, 0x2E, 0x61], [0x2E, 0xFF], [0xC3, 0xA9, 0x80]] {
      let path = (folder.path + "/").utf8.map { CChar(bitPattern: $0) }
      close(open(path + name.map { CChar(bitPattern: UInt8($0)) } + [0], O_CREAT, 0o600))
    }
    #expect(try Folder.names(in: folder.path, hidden: true) == ["a"])
    #expect(try Folder.unusableNames(in: folder.path) == [#"c\xE9.a"#, #"é\x80"#])
  }

  @Test func bytesThatAreNotUTF8AreEscaped() {
    #expect(String(escaping: "plain é 🎻".utf8) == "plain é 🎻")
    #expect(String(escaping: [0x61, 0xFF, 0x0A, 0xE2, 0x82, 0x62]) == "a\\xFF\n\\xE2\\x82b")
  }

  @Test func pathsAreEqualIfTheirBytesAre() {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    #expect(composed == decomposed)
    #expect(Set([composed, decomposed, composed].map(ExactPath.init)).count == 2)
  }

  @Test func whatIsNoFolderIsExplained() throws {
    try OutputFile.write("x", to: folder.path("a"), replacing: false)
    #expect(throws: Failure(.missingInput, folder.path("b"), "no such folder")) {
      try Folder.files(in: folder.path("b"))
    }
    #expect(
      throws: Failure(.missingInput, folder.path("a"), "a part of the path is not a folder")
    ) { try Folder.files(in: folder.path("a")) }
    #expect(
      throws: Failure(.cannotCreate, folder.path("a"), "is a file, a folder is needed")
    ) { try Folder.create(folder.path("a")) }
    #expect(
      throws: Failure(
        .cannotCreate, folder.path("a"), "is a file, a folder is needed")
    ) { try Folder.create(folder.path("a/b")) }
  }

  @Test func makingAFolderTwiceIsNoFault() throws {
    try Folder.create(folder.path("a/b/c"))
    try Folder.create(folder.path("a/b/c/"))
    #expect(Folder.exists(folder.path("a/b/c")))
  }

  @Test(arguments: [
    ("a", "."), ("a/b", "a"), ("/a", "/"), ("/a/b", "/a"), ("a/b/", "a"), ("/", "/"),
    ("a//b", "a"), ("./a", "."), ("", "."), ("..", "."), ("a/..", "a"), ("a/b//", "a"),
  ])
  func theParentIsTheFolderAbove(path: String, parent: String) {
    #expect(Folder.parent(of: path) == parent)
  }

  @Test(arguments: [
    ("a", "a"), ("a/b", "b"), ("/a", "a"), ("a/b/", "b"), ("/", ""), ("", ""), ("a//b", "b"),
    ("a/..", ".."), ("a/.b", ".b"), ("a/b c.d", "b c.d"), ("ä/ö", "ö"),
  ])
  func theLastNameIsThatOfTheFileItself(path: String, name: String) {
    #expect(Folder.lastName(of: path) == name)
  }

  @Test func aRealPathHasNoLinks() throws {
    try Folder.create(folder.path("a/b"))
    symlink("a", folder.path("link"))
    let real = try #require(RealPath.of(folder.path))
    #expect(RealPath.of(folder.path("link/b/../b")) == real + "/a/b")
    #expect(RealPath.of(folder.path("none")) == nil)
    #expect(RealPath.isInside("/a/b", "/a") && RealPath.isInside("/a", "/a"))
    #expect(!RealPath.isInside("/ab", "/a") && RealPath.isInside("/a", "/"))
  }

  @Test func freeSpaceIsKnown() {
    #expect(Folder.freeBytes(at: folder.path) ?? 0 > 0)
    #expect(Folder.freeBytes(at: folder.path("no")) == nil)
  }
}
