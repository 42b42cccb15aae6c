import CMCGAN
import Files
import Media
import Synchronization
import TensorCore

/// The pairs of one split as the networks see them, loaded when first needed and then kept.
public final class SampleStore: Sendable {
  /// A loaded pair.
  public struct Sample: Sendable {
    /// The picture at the model's size, before it is brought to [-1, 1]: [height, width, 3].
    let pixels: [UInt8]
    /// The spectrogram: [bands, frames] in [-1, 1].
    let sound: [Float]
  }

  /// The pairs, in the order of the data set.
  public let pairs: [Pair]
  /// What the pairs are made ready with.
  public let preprocessing: Preprocessing
  private let set: DataSet
  private let configuration: Configuration
  private let contents: Mutex<Contents>

  private enum State {
    case loaded(Sample)
    case unreadable(Failure)
  }

  private struct Contents {
    /// What is known of each pair.
    var states: [State?]
    var unreadableCount = 0
    /// Failures that no one was told of yet.
    var news: [Failure] = []
  }

  /// A store of `pairs` of a data set.
  public init(_ pairs: [Pair], of set: DataSet, _ configuration: Configuration) {
    self.pairs = pairs
    self.set = set
    self.configuration = configuration
    preprocessing = Preprocessing(configuration)
    contents = Mutex(Contents(states: [State?](repeating: nil, count: pairs.count)))
  }

  /// Loads those of the pairs that are not loaded yet, several at a time.
  ///
  /// - Throws: the failure of the first that cannot be read.
  public func load(_ indices: some Sequence<Int>) throws {
    let indices = Array(indices)
    tryToLoad(indices)
    for index in indices { if let failure = failure(of: index) { throw failure } }
  }

  /// Loads what can be read of the pairs that were not tried yet, several at a time.
  func tryToLoad(_ indices: some Sequence<Int>) {
    let missing = contents.withLock { contents in
      Set(indices).filter { contents.states[$0] == nil }.sorted()
    }
    guard !missing.isEmpty else { return }
    Workers.shared.forEach(missing.count) { number in
      let state: State
      do {
        state = .loaded(try loaded(pairs[missing[number]]))
      } catch {
        state = .unreadable(error as? Failure ?? Failure(.internalError, nil, "\(error)"))
      }
      contents.withLock { $0.states[missing[number]] = state }
    }
    let failures = missing.compactMap(failure(of:))
    contents.withLock {
      $0.unreadableCount += failures.count
      $0.news += failures
    }
  }

  /// Why a pair cannot be used, if it was tried and could not be read.
  func failure(of index: Int) -> Failure? {
    contents.withLock {
      if case .unreadable(let failure)? = $0.states[index] { failure } else { nil }
    }
  }

  /// Whether a pair can be used; it is loaded if it was not tried yet.
  func isReadable(_ index: Int) -> Bool {
    tryToLoad([index])
    return failure(of: index) == nil
  }

  /// The number of pairs that could not be read so far.
  var unreadableCount: Int { contents.withLock(\.unreadableCount) }

  /// What could not be read since this was asked for the last time.
  package func takeFailures() -> [Failure] {
    contents.withLock { contents in
      defer { contents.news = [] }
      return contents.news
    }
  }

  private func loaded(_ pair: Pair) throws -> Sample {
    let image = preprocessing.scaled(try pair.image(orchestra: set.orchestra))
    let clip = try preprocessing.clip(try pair.sound(orchestra: set.orchestra))
    return Sample(pixels: image.pixels, sound: preprocessing.soundLevels(clip: clip))
  }

  private func sample(_ index: Int) -> Sample {
    guard case .loaded(let sample)? = contents.withLock({ $0.states[index] }) else {
      preconditionFailure("pair \(index) is used before it is loaded")
    }
    return sample
  }

  /// Pictures of loaded pairs: [count, height, width, 3] in [-1, 1], some of them mirrored.
  public func images(_ indices: [Int], mirrored: [Bool]? = nil) -> Tensor {
    let (height, width) = (configuration.image.height, configuration.image.width)
    return Tensor(shape: [indices.count, height, width, 3]) { out in
      for (row, index) in indices.enumerated() {
        let pixels = sample(index).pixels
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
  func levels(_ index: Int) -> [Float] { sample(index).sound }

  /// Spectrograms of loaded pairs: [count, bands, frames, 1] in [-1, 1].
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
