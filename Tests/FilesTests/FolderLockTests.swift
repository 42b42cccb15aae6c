import Files
import TestSupport
import Testing

@Suite struct FolderLockTests {
  let folder = TemporaryFolder()

  @Test func aFolderIsLockedOnceAtATime() throws {
    let failure = Failure(.unavailable, folder.path, "another test is at work in this folder")
    var lock: FolderLock? = try FolderLock(folder.path, holder: "a test is at work")
    #expect(throws: failure) {
      try FolderLock(folder.path, holder: "another test is at work")
    }
    withExtendedLifetime(lock) {}
    lock = nil
    _ = try FolderLock(folder.path, holder: "another test is at work")
  }

  @Test func aLockOnAFileIsSeenByOthers() throws {
    #expect(!FolderLock.isHeld(folder.path, file: ".lock"))
    let lock = try FolderLock(folder.path, file: ".lock", holder: "a test is at work")
    #expect(FolderLock.isHeld(folder.path, file: ".lock"))
    withExtendedLifetime(lock) {}
  }

  @Test func aFolderThatIsNotThereIsNamed() {
    let path = folder.path("no/.lock")
    #expect(throws: Failure(.cannotCreate, path, "no such file")) {
      try FolderLock(folder.path("no"), file: ".lock", holder: "a test is at work")
    }
  }
}
