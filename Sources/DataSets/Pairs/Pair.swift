import Files
import Films
import Media
import Orchestra
import Preprocessing

/// One matching image and sound, which are read when they are asked for.
///
/// It names its files, or its place in the orchestra or a packed data set.
public struct Pair: Sendable, Equatable {
  /// Where the two come from.
  ///
  /// A pair of files may lie anywhere; that of a packed data set may have numbers out of its range, which
  /// reading then refuses.
  public enum Origin: Sendable, Equatable {
    /// Two files.
    case files(image: String, sound: String)
    /// The built-in orchestra: the instrument and the number of its performance.
    case orchestra(Instrument, index: Int)
    /// A packed data set: the numbers of the image and of the sound in it, perhaps out of its range.
    case packed(Pack, image: Int, sound: Int)
  }

  /// The name that both share, unique in its class.
  public let stem: String
  /// The number of its class in the data set's list.
  public let classIndex: Int
  /// Where the two come from.
  public let origin: Origin

  /// Makes a pair.
  public init(stem: String, classIndex: Int, origin: Origin) {
    self.stem = stem
    self.classIndex = classIndex
    self.origin = origin
  }

  /// Reads the image; that of a packed pair has the size it was packed in.
  ///
  /// - Parameter orchestra: plays and draws the pairs of the built-in data set.
  /// - Returns: the image.
  /// - Throws: `Failure` of kind `badInput` where the file is damaged, `missingInput` where it is gone.
  public func image(orchestra: Orchestra) throws -> Image {
    switch origin {
    case .files(let path, _): try ImageFile.read(path)
    case .orchestra(let instrument, let index): orchestra.image(of: instrument, index: index)
    case .packed(let pack, let image, _): try pack.image(image)
    }
  }

  /// Reads the sound, in full length and at its own rate.
  ///
  /// - Parameter orchestra: plays and draws the pairs of the built-in data set.
  /// - Returns: the sound.
  /// - Throws: what reading throws; `Failure` of kind `badInput` for a packed pair, of which only the
  ///   spectrogram is there.
  public func sound(orchestra: Orchestra) throws -> Sound {
    switch origin {
    case .files(_, let path): try SoundFile.read(SoundReader(opening: path), path)
    case .orchestra(let instrument, let index): orchestra.sound(of: instrument, index: index)
    case .packed(let pack, _, _):
      throw Failure(.badInput, pack.path, "is packed: it holds spectrograms, not sounds")
    }
  }

  /// Whether the pair is one of a packed data set.
  package var isPacked: Bool { if case .packed = origin { true } else { false } }

  /// The image in the size of the networks, before it is mapped to [-1, 1]: [height, width, 3].
  package func pixels(_ preprocessing: Preprocessing, _ orchestra: Orchestra) throws -> [UInt8] {
    if case .packed(let pack, let image, _) = origin { return try pack.pixels(image) }
    return preprocessing.scaled(try image(orchestra: orchestra)).pixels
  }

  /// The spectrogram for the networks: [bands, frames] in [-1, 1].
  package func levels(_ preprocessing: Preprocessing, _ orchestra: Orchestra) throws -> [Float] {
    if case .packed(let pack, _, let sound) = origin { return try pack.levels(sound) }
    let clip =
      if case .files(_, let path) = origin {
        try preprocessing.clip(
          of: SoundReader(opening: path, sampleRate: preprocessing.sampleRate))
      } else {
        try preprocessing.clip(try sound(orchestra: orchestra))
      }
    return preprocessing.soundLevels(clip: clip)
  }
}
