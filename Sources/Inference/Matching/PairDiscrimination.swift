import Autograd
import Configuration
import DataSets
import Glibc
import Media
import Models
import Preprocessing
import TensorCore

/// The pair discriminator in use: it embeds each modality by its own tower and scores two embeddings.
struct PairDiscrimination {
  private let discriminator: PairDiscriminator
  private let configuration: Configuration
  private let preprocessing: Preprocessing
  private let pass: Pass

  /// A discriminator, the configuration that it was trained with, and what it is computed with.
  init(_ discriminator: PairDiscriminator, _ configuration: Configuration, _ compute: Compute) {
    pass = .inference(with: compute)
    (self.discriminator, self.configuration) = (discriminator, configuration)
    preprocessing = Preprocessing(configuration)
  }

  /// The output of the tower for a sound or an image; of a sound, the mean over its windows.
  ///
  /// - Throws: what reading it throws.
  func embedding(of source: ConversionSource) throws -> PairMatching.Embedding {
    guard source.modality == .sound else {
      var notes: [String] = []
      let image = preprocessing.tensor(
        of: try source.image { notes.append($0) }, in: configuration.image)
      let features = discriminator.imageTower(Variable(image), in: pass)
      return .init(
        modality: .image, values: features.flatMap { $0.value.elements.map { Double($0) } },
        notes: notes)
    }
    let average = try FeatureAverage(of: source, in: configuration.sound, preprocessing) {
      sounds, _ in
      discriminator.soundTower(Variable(sounds), in: pass).value
    }
    return .init(modality: .sound, values: average.mean, notes: average.notes)
  }

  /// The probability that a pair is real, 0 to 1.
  func score(sound: PairMatching.Embedding, image: PairMatching.Embedding) -> Double {
    func variable(_ values: some Collection<Double>) -> Variable {
      Variable(Tensor(shape: [1, values.count], elements: values.map { Scalar($0) }))
    }
    var rest = image.values[...]
    let features = discriminator.imageFeatures.map { size in
      defer { rest = rest.dropFirst(size) }
      return variable(rest.prefix(size))
    }
    let logit = discriminator.meanScores(
      image: features, sound: variable(sound.values), in: pass)[0]
    return 1 / (1 + exp(-logit))
  }
}

extension Preprocessing {
  /// An image as a batch of one: [1, height, width, 3].
  func tensor(of image: Image, in format: ImageFormat) -> Tensor {
    Tensor(
      shape: [1, format.height, format.width, 3],
      elements: imageLevels(image).map { Scalar($0) })
  }
}
