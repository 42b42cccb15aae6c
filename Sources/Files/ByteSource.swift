import Glibc
import Synchronization
import SystemPackage

/// Bytes that can be read at any place: those of a file, or of an array.
///
/// A file stays open as long as the object lives, and only what is asked for is read. Pipes and
/// devices are read to their end when they are opened.
public final class ByteSource: Sendable {
  /// How many bytes there are.
  public let count: Int
  private let memory: [UInt8]
  private let file: FileDescriptor?
  /// The error number of the last read that failed; 0 while all is well.
  private let fault = Atomic<CInt>(0)

  /// The bytes of an array.
  public init(_ bytes: [UInt8]) {
    (memory, file, count) = (bytes, nil, bytes.count)
  }

  /// Opens the file, named pipe or device at a path.
  ///
  /// - Throws: `Failure` of kind `missingInput` for what cannot be opened, `badInput` for a pipe
  ///   without a byte, `inputOutput` for a fault while a pipe is read.
  public convenience init(path: String) throws {
    let file = try InputFile.opened(path)
    if let status = try? file.stat(), status.type == .regular {
      self.init(file, count: Int(status.size))
    } else {
      defer { try? file.close() }
      try self.init(InputFile.read(file, subject: path, limit: InputFile.largestSize))
    }
  }

  private init(_ file: FileDescriptor, count: Int) {
    (memory, self.file, self.count) = ([], file, count)
  }

  deinit { try? file?.close() }

  /// Whether the bytes lie in memory, because what they came from cannot be read twice.
  public var isInMemory: Bool { file == nil }

  /// Copies bytes that begin at an offset.
  ///
  /// - Returns: how many were copied; fewer than the target takes only at the end, or where the file
  ///   cannot be read, which `requireReadable` tells.
  public func copy(from offset: Int, to target: UnsafeMutableRawBufferPointer) -> Int {
    let wanted = min(target.count, count - offset)
    guard offset >= 0, wanted > 0 else { return 0 }
    guard let file else {
      memory.withUnsafeBytes {
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + wanted]))
      }
      return wanted
    }
    var done = 0
    while done < wanted {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[done..<wanted])
      do {
        let got = try file.read(fromAbsoluteOffset: Int64(offset + done), into: rest)
        guard got > 0 else { break }
        done += got
      } catch {
        fault.store((error as? Errno)?.rawValue ?? EIO, ordering: .relaxed)
        break
      }
    }
    return done
  }

  /// Throws where the medium refused bytes so far.
  ///
  /// Whoever finds a file damaged or at its end asks first: the file may be whole.
  ///
  /// - Parameter subject: the name of the file in the failure.
  /// - Throws: `Failure` of kind `inputOutput`.
  public func requireReadable(subject: String) throws {
    let fault = Errno(rawValue: fault.load(ordering: .relaxed))
    guard fault.rawValue == 0 else {
      throw Failure(.inputOutput, subject, "cannot be read (\(fault.reason))")
    }
  }

  /// Where some bytes stand for the first time from an offset on; nil where they do not.
  public func offset(of wanted: [UInt8], from start: Int) -> Int? {
    var offset = start
    while count - offset >= wanted.count {
      let window = bytes(at: offset, count: 1 << 18)
      guard window.count >= wanted.count else { return nil }
      let found = window.withUnsafeBytes { window -> Int? in
        var index = 0
        while let base = window.baseAddress, index + wanted.count <= window.count,
          let place = memchr(
            base + index, Int32(wanted[0]), window.count - index - wanted.count + 1)
        {
          index = base.distance(to: UnsafeRawPointer(place))
          if memcmp(base + index, wanted, wanted.count) == 0 { return index }
          index += 1
        }
        return nil
      }
      if let found { return offset + found }
      offset += window.count - wanted.count + 1
    }
    return nil
  }

  /// The bytes from an offset on, at most `count`; fewer only at the end.
  public func bytes(at offset: Int, count: Int) -> [UInt8] {
    let wanted = max(0, min(count, self.count - offset))
    return [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      filled = copy(from: offset, to: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}
