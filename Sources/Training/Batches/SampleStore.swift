import Configuration
import DataSets
import Files
import Media
import Preprocessing
import Synchronization
import TensorCore
import Threads

/// The pairs of one split as the networks see them, loaded when first needed and then kept.
///
/// Packed pairs are not kept: they are read where they lie each time, and the system keeps what there is
/// room for. So memory does not grow with their number.
public final class SampleStore: Sendable {
  /// A loaded pair.
  ///
  /// Images and sounds are kept as the networks take them in.
  public struct Sample: Sendable {
    /// The image at the model's size, before it is brought to [-1, 1]: [height, width, 3].
    let pixels: [UInt8]
    /// The spectrogram: [bands, frames] in [-1, 1].
    let sound: [Float]
  }

  /// The pairs, in the order of the data set.
  public let pairs: PairList
  /// Turns files into levels and pixels of the model's sizes.
  public let preprocessing: Preprocessing
  private let set: DataSet
  private let configuration: Configuration
  private let contents: Mutex<Contents>

  private struct Contents {
    /// The loaded pairs that are kept.
    var samples: [Int: Sample] = [:]
    /// Why pairs cannot be used.
    var failures: [Int: Failure] = [:]
    /// Failures that were reported before: several packed pairs may share a damaged file.
    var told: Set<String> = []
    /// Failures that were not reported yet.
    var news: [Failure] = []
  }

  /// A store of `pairs` of a data set.
  public init(_ pairs: PairList, of set: DataSet, _ configuration: Configuration) {
    self.pairs = pairs
    self.set = set
    self.configuration = configuration
    preprocessing = Preprocessing(configuration)
    contents = Mutex(Contents())
  }

  /// A store of pairs of a data set that are listed in memory.
  public convenience init(_ pairs: [Pair], of set: DataSet, _ configuration: Configuration) {
    self.init(PairList(pairs), of: set, configuration)
  }

  /// Loads those of the pairs that are not loaded yet, several at a time.
  ///
  /// - Throws: the failure of the first that cannot be read.
  public func load(_ indices: some Sequence<Int>) throws {
    let indices = Array(indices)
    tryToLoad(indices)
    for index in indices { if let failure = failure(of: index) { throw failure } }
  }

  /// Loads what can be read of the pairs that were not tried yet, several at a time; packed ones are
  /// read and compared with their checksums each time.
  func tryToLoad(_ indices: some Sequence<Int>) {
    let missing = contents.withLock { contents in
      Set(indices).filter { contents.samples[$0] == nil && contents.failures[$0] == nil }.sorted()
    }
    guard !missing.isEmpty else { return }
    ThreadPool.shared.forEach(missing.count) { number in
      let index = missing[number]
      let pair = pairs[index]
      do {
        let sample = try loaded(pair)
        if !pair.isPacked { contents.withLock { $0.samples[index] = sample } }
      } catch {
        let failure = error as? Failure ?? Failure(.internalError, nil, "\(error)")
        contents.withLock { $0.failures[index] = failure }
      }
    }
    contents.withLock { contents in
      for index in missing {
        guard let failure = contents.failures[index],
          contents.told.insert(failure.description).inserted
        else { continue }
        contents.news.append(failure)
      }
    }
  }

  /// Why a pair cannot be used, if it was tried and could not be read.
  func failure(of index: Int) -> Failure? { contents.withLock { $0.failures[index] } }

  /// Why the first of the pairs that could not be read cannot be used.
  var firstFailure: Failure? {
    contents.withLock { contents in contents.failures.min { $0.key < $1.key }?.value }
  }

  /// Whether a pair can be used; it is loaded if it was not tried yet.
  func isReadable(_ index: Int) -> Bool {
    tryToLoad([index])
    return failure(of: index) == nil
  }

  /// The number of pairs that could not be read so far.
  var unreadableCount: Int { contents.withLock(\.failures.count) }

  /// What could not be read since this was asked for the last time.
  package func takeFailures() -> [Failure] {
    contents.withLock { contents in
      defer { contents.news = [] }
      return contents.news
    }
  }

  private func loaded(_ pair: Pair) throws -> Sample {
    try Sample(
      pixels: pair.pixels(preprocessing, set.orchestra),
      sound: pair.levels(preprocessing, set.orchestra))
  }

  /// The image of a pair that was loaded: [height, width, 3].
  private func pixels(_ index: Int) -> [UInt8] {
    if let sample = contents.withLock({ $0.samples[index] }) { return sample.pixels }
    guard case .packed(let pack, let image, _) = pairs[index].origin else { neverLoaded(index) }
    return pack.pixels(verified: image)
  }

  private func neverLoaded(_ index: Int) -> Never {
    preconditionFailure("pair \(index) is used before it is loaded")
  }

  /// Images of loaded pairs: [count, height, width, 3] in [-1, 1], some of them mirrored.
  ///
  /// All of them must be loaded: see `load`.
  public func images(_ indices: [Int], mirrored: [Bool]? = nil) -> Tensor {
    let (height, width) = (configuration.image.height, configuration.image.width)
    return Tensor(shape: [indices.count, height, width, 3]) { out in
      for (row, index) in indices.enumerated() {
        let pixels = pixels(index)
        let target = out + row * height * width * 3
        let flip = mirrored?[row] ?? false
        for y in 0..<height {
          for x in 0..<width {
            let from = (y * width + (flip ? width - 1 - x : x)) * 3
            for c in 0..<3 {
              target[(y * width + x) * 3 + c] = Scalar(pixels[from + c]) / 127.5 - 1
            }
          }
        }
      }
    }
  }

  /// The spectrogram of a loaded pair: [bands, frames] in [-1, 1].
  func levels(_ index: Int) -> [Float] {
    if let sample = contents.withLock({ $0.samples[index] }) { return sample.sound }
    guard case .packed(let pack, _, let sound) = pairs[index].origin else { neverLoaded(index) }
    return pack.levels(verified: sound)
  }

  /// Spectrograms of loaded pairs: [count, bands, frames, 1] in [-1, 1].
  ///
  /// All of them must be loaded: see `load`.
  public func sounds(_ indices: [Int]) -> Tensor {
    configuration.sound.batch(indices.map(levels))
  }
}

extension SoundFormat {
  /// Spectrograms as one tensor: [count, bands, frames, 1].
  public func batch(_ levels: [[Float]]) -> Tensor {
    Tensor(
      shape: [levels.count, bands, frames, 1],
      elements: levels.flatMap { $0.map { Scalar($0) } })
  }
}
