import Autograd
import Configuration
import Models
import TensorCore
import Training

/// How well matched pairs are told from mismatched ones, and real members from generated ones.
///
/// A matched pair is an image and a sound of one performance. A mismatched one is the same image
/// beside a sound of another class. Generated members take the place of real ones in both. Two
/// evaluators score: the model's own pair discriminator, where its checkpoint holds one, and the
/// trained evaluators of both modalities, by the probability that they predict the same class.
package struct PairScores: Sendable {
  /// Who scores.
  package enum Scorer: String, Sendable, CaseIterable {
    case discriminator = "pair discriminator"
    case evaluators

    /// Scores at or above it say that a pair matches.
    var threshold: Double { self == .evaluators ? 0.5 : 0 }
  }

  /// Which member of the pairs is generated.
  package enum Kind: String, Sendable, CaseIterable {
    case real = "real image, real sound"
    case image = "generated image, real sound"
    case sound = "real image, generated sound"
  }

  /// The scores of pairs of one kind.
  package struct Scores: Sendable {
    /// Those of matched pairs.
    package var matched: [Double]
    /// Those of mismatched pairs.
    package var mismatched: [Double]

    /// Scores that are known already; none by default.
    package init(matched: [Double] = [], mismatched: [Double] = []) {
      (self.matched, self.mismatched) = (matched, mismatched)
    }
  }

  /// All scores.
  package var scores: [Scorer: [Kind: Scores]]

  /// Scores that are known already.
  package init(_ scores: [Scorer: [Kind: Scores]]) { self.scores = scores }

  /// Scores every pair of a split, matched and mismatched.
  ///
  /// Generated members are those of the first latent sample, by the model's usual routes; sounds
  /// are the spectrograms of the networks. The result is nil where the split has one class only.
  ///
  /// - Throws: the failure of the first file that cannot be read.
  init?(_ subject: EvaluatedModel) throws {
    let (store, translator) = (subject.store, subject.model.translator)
    guard Set(store.pairs.map(\.classIndex)).count > 1 else { return nil }
    self.init([:])
    let others = Self.mismatches(store.pairs.map(\.classIndex))
    for batch in store.pairs.indices.batches {
      let part = Array(batch)
      let wrong = part.map { others[$0] }
      try store.load(part + wrong)
      let image = store.images(part)
      let (sound, wrongSound) = (store.sounds(part), store.sounds(wrong))
      let latent = subject.model.latents(batch)
      func generated(_ input: Tensor, _ target: Modality) -> Tensor? {
        guard translator.canTranslate(target.other, to: target) else { return nil }
        return translator.translate(input, target.other, to: target, latent: latent)
      }
      func add(
        _ kind: Kind, _ image: Tensor, _ sound: Tensor, _ path: WritableKeyPath<Scores, [Double]>
      ) {
        for (scorer, found) in Self.scores(image, sound, subject) {
          scores[scorer, default: [:]][kind, default: Scores()][keyPath: path] += found
        }
      }
      add(.real, image, sound, \.matched)
      add(.real, image, wrongSound, \.mismatched)
      if let generated = generated(sound, .image) {
        add(.image, generated, sound, \.matched)
        add(.image, generated, wrongSound, \.mismatched)
      }
      if let generated = generated(image, .sound) {
        add(.sound, image, generated, \.matched)
      }
      // The sound of another class's image: both members then mismatch by their class only.
      if let wrongGenerated = generated(store.images(wrong), .sound) {
        add(.sound, image, wrongGenerated, \.mismatched)
      }
    }
  }

  /// The scores of a batch of pairs by each scorer.
  private static func scores(
    _ image: Tensor, _ sound: Tensor, _ subject: EvaluatedModel
  ) -> [(Scorer, [Double])] {
    var found = [(Scorer.evaluators, agreement(image, sound, subject.evaluators))]
    if let discriminator = subject.discriminator {
      let pass = Pass.inference(with: subject.model.compute)
      let scores = discriminator.meanScores(
        image: discriminator.imageTower(Variable(image), in: pass),
        sound: discriminator.soundTower(Variable(sound), in: pass), in: pass)
      found.append((.discriminator, scores))
    }
    return found
  }

  /// For each pair one of another class: the first from half the split further on.
  private static func mismatches(_ labels: [Int]) -> [Int] {
    labels.indices.map { index in
      var other = (index + labels.count / 2) % labels.count
      while labels[other] == labels[index] { other = (other + 1) % labels.count }
      return other
    }
  }

  /// The probability that both trained evaluators predict the same class.
  private static func agreement(
    _ image: Tensor, _ sound: Tensor, _ evaluators: Evaluators
  ) -> [Double] {
    let imageProbabilities = evaluators.imageEvaluator.probabilities(of: image)
    let soundProbabilities = evaluators.soundEvaluator.probabilities(of: sound)
    return (0..<image.shape[0]).map { row in
      zip(imageProbabilities.row(row), soundProbabilities.row(row)).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
  }
}
