import Files
import Glibc
import TestSupport

/// A reader of files that strangers may have made, as one function of bytes.
///
/// Fuzzing and the tests go in by the same door: whatever the bytes are, the reader takes them or
/// refuses them by a `Failure`, in bounded time and memory.
public struct HostileInput: Sendable {
  /// What the bytes are read as.
  public enum Kind: String, CaseIterable, Sendable {
    /// A configuration.
    case configuration
    /// A JPEG image.
    case jpeg
    /// The manifest of a data set.
    case manifest
    /// Bytes that libmpg123 decodes, whatever they begin with.
    case mp3
    /// A trained model or checkpoint, up to what it converts.
    case model
    /// A PNG image with its texts.
    case png
    /// A sound of any format.
    case sound
    /// A spectrogram, or any other tensor file that is to be described.
    case spectrogram
    /// Named tensors.
    case tensors
    /// A WebP image.
    case webp
  }

  /// What the bytes are read as.
  public let kind: Kind
  let folder = TemporaryFolder()

  /// A reader; it has a temporary folder of its own, and reads one input at a time.
  public init(_ kind: Kind) {
    self.kind = kind
    if kind == .manifest { makeListedFiles() }
  }

  /// Reads the bytes, and checks what must hold for all that is accepted.
  ///
  /// - Returns: nil if they were accepted, else why not.
  /// - Throws: any error that is no `Failure`, or one that calls itself a bug.
  @discardableResult
  public func refusal(of bytes: [UInt8]) throws -> Failure? {
    do {
      try read(bytes)
      return nil
    } catch let failure as Failure where failure.kind != .internalError {
      return failure
    }
  }

  private func read(_ bytes: [UInt8]) throws {
    switch kind {
    case .configuration: try readConfiguration(bytes)
    case .jpeg, .webp: try readImage(bytes)
    case .manifest: try readManifest(bytes)
    case .mp3: try readMP3(bytes)
    case .model: try readModel(bytes)
    case .png: try readPNG(bytes)
    case .sound: try readSound(bytes)
    case .spectrogram: try readSpectrogram(bytes)
    case .tensors: try readTensors(bytes)
    }
  }

  /// The path of a file that holds the bytes, until the next is asked for.
  ///
  /// Written without the care of `OutputFile`, which would cost more time than most readers.
  func file(_ bytes: [UInt8], _ name: String = "input") -> String {
    let path = folder.path(name)
    // Some file systems wait for the disk when a file is cut and written again.
    unlink(path)
    let descriptor = creat(path, 0o600)
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    precondition(written == bytes.count && close(descriptor) == 0, "\(path) cannot be written")
    return path
  }
}
