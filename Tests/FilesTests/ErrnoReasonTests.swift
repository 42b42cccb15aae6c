import Files
import Glibc
import Testing

@Suite struct ErrnoReasonTests {
  @Test(arguments: [
    (ENOENT, "no such file"), (EISDIR, "is a directory"), (EACCES, "permission denied"),
    (EPERM, "permission denied"), (ENOTDIR, "a part of the path is not a folder"),
    (EROFS, "the file system is read-only"), (ENAMETOOLONG, "the name is too long"),
    (ENOSPC, "no space left on device"), (EDQUOT, "disk quota exceeded"),
    (EFBIG, "file too large"), (EIO, "input/output error"), (ENOMEM, "cannot allocate memory"),
    (999, "unknown error 999"),
  ])
  func reasonsAreWordsInLowerCase(number: Int32, reason: String) {
    #expect(SystemError(rawValue: number).reason == reason)
  }

  @Test func theCurrentErrorIsThatOfTheLastCall() {
    errno = ENOSPC
    #expect(SystemError.current.reason == "no space left on device")
  }
}
