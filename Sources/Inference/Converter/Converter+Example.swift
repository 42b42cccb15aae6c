import Configuration
import DataSets
import Files
import Models
import Preprocessing
import TensorCore

extension Converter {
  /// How many latent vectors are tried if an example is given.
  ///
  /// More are tried if there are more samples.
  public static let triedLatents = 64

  /// Chooses the latent vectors of an input whose results lie nearest to the example of the options.
  ///
  /// Without an example it changes nothing. The distance is the mean absolute difference of pixels or
  /// levels, as in training.
  ///
  /// - Throws: `Failure` of kind `usage` where the example is not of the modality that is made, or the
  ///   route is not direct, and what reading the example and the input throws.
  func chooseLatents(for source: ConversionSource) throws {
    nearestLatents = nil
    guard options.example != nil else { return }
    let target = target(of: source)
    let example = try requireExample(for: source)
    let feature = try classFeature(for: target) ?? features(of: source) { _ in }
    let modality = options.className == nil ? source.modality : target.other
    let tried = latents(0..<max(Self.triedLatents, options.samples))
    var distances: [Scalar] = []
    for first in stride(from: 0, to: tried.shape[0], by: Self.batchSize) {
      let latent = rows(of: tried, first..<min(first + Self.batchSize, tried.shape[0]))
      let results = try decoded(feature, of: modality, to: target, latent)
      let wanted = Tensor(
        shape: results.shape,
        elements: (0..<latent.shape[0]).flatMap { _ in example.map { Scalar($0) } })
      distances += meanAbsoluteErrors(results, wanted)
    }
    let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
    nearestLatents = Tensor(
      shape: tried.shape, elements: order.flatMap { tried.row($0) })
  }

  /// Some rows of latent vectors, the first of them again after the last.
  ///
  /// The samples of a later window follow those of the window before.
  func rows(of latents: Tensor, _ samples: Range<Int>, window: Int = 0) -> Tensor {
    let (count, size) = (latents.shape[0], latents.shape[1])
    return Tensor(
      shape: [samples.count, size],
      elements: samples.flatMap { latents.row(($0 + window * options.samples) % count) })
  }

  /// The levels of the example.
  private func requireExample(for source: ConversionSource) throws -> [Float] {
    let example = try example()
    let (target, path) = (target(of: source), options.example ?? "")
    guard example.modality == target else {
      throw Failure(
        .usage, path,
        "an example has the modality of the result (it is \(example.modality.named), the result is "
          + "\(target.named))")
    }
    guard route(of: source) == .direct else {
      throw Failure(
        .usage, path, "--like is for the direct route", hint: "Use --route direct.")
    }
    return example.levels
  }

  /// Reads the example at the first call.
  ///
  /// Of a long sound, the loudest clip is the example.
  @discardableResult
  func example() throws -> (modality: Modality, levels: [Float]) {
    if let usedExample { return usedExample }
    let source = try ConversionSource(options.example ?? "")
    let levels: [Float]
    switch source.modality {
    case .image: levels = model.preprocessing.imageLevels(try source.image())
    case .sound:
      let clip = try loudestWindow(of: source) { _ in }.samples
      guard !Preprocessing.isSilent(clip) else {
        throw Failure(.badInput, source.name, Preprocessing.silenceNote)
      }
      levels = model.preprocessing.soundLevels(clip: clip)
    }
    usedExample = (source.modality, levels)
    return (source.modality, levels)
  }
}

extension Modality {
  /// With its article.
  fileprivate var named: String { self == .image ? "an image" : "a sound" }
}
