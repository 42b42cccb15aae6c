import Autograd
import Configuration
import Files
import Models
import TensorCore
import Training

/// Whether matching pairs are told from mismatched ones, and real pairs from generated ones.
///
/// A matched pair is an image and a sound of one performance, a mismatched one the same image beside
/// a sound of another class. Generated members take the place of real ones in both. Two judges score:
/// the model's own pair discriminator, where its checkpoint holds one, and the evaluators, by the
/// probability that both name the same class, which serves all models alike.
struct Pairing {
  private struct Scores {
    var matched: [Double] = []
    var mismatched: [Double] = []
  }

  private enum Kind: String, CaseIterable {
    case real = "real image, real sound"
    case image = "generated image, real sound"
    case sound = "real image, generated sound"
  }

  private var scores: [String: [Kind: Scores]] = [:]

  /// Scores every pair of the split, matched and mismatched.
  ///
  /// What is generated is the first draw, sounds as the spectrograms that networks say. There is nothing to
  /// score where the split has one class only.
  ///
  /// - Parameters:
  ///   - model: what makes the generated members, by its usual routes.
  ///   - discriminator: the model's own judge of pairs, if it has one.
  ///   - evaluators: whose evaluators score too.
  ///   - store: the pairs of the split.
  /// - Throws: the failure of the first file that cannot be read.
  init?(
    _ model: TrainedModel, _ discriminator: PairDiscriminator?, _ evaluators: Evaluators,
    _ store: SampleStore
  ) throws {
    guard Set(store.pairs.map(\.classIndex)).count > 1 else { return nil }
    let translator = model.translator
    let others = Self.mismatches(store.pairs.map(\.classIndex))
    for batch in store.pairs.indices.batches {
      let part = Array(batch)
      let wrong = part.map { others[$0] }
      try store.load(part + wrong)
      let image = store.images(part)
      let (sound, wrongSound) = (store.sounds(part), store.sounds(wrong))
      let latent = model.latents(batch)
      func made(_ input: Tensor, _ target: Modality) -> Tensor? {
        guard translator.canTranslate(target.other, to: target) else { return nil }
        return translator.translate(input, target.other, to: target, latent: latent)
      }
      func add(
        _ kind: Kind, _ image: Tensor, _ sound: Tensor, _ path: WritableKeyPath<Scores, [Double]>
      ) {
        scores["evaluators", default: [:]][kind, default: Scores()][keyPath: path] +=
          Self.agreement(image, sound, evaluators)
        guard let discriminator else { return }
        let pass = Pass.inference(with: model.compute)
        let found = discriminator.score(
          image: discriminator.imageTower(Variable(image), in: pass),
          sound: discriminator.soundTower(Variable(sound), in: pass), in: pass)
        scores["pair discriminator", default: [:]][kind, default: Scores()][keyPath: path] +=
          found.value.elements.map { Double($0) }
      }
      add(.real, image, sound, \.matched)
      add(.real, image, wrongSound, \.mismatched)
      if let generated = made(sound, .image) {
        add(.image, generated, sound, \.matched)
        add(.image, generated, wrongSound, \.mismatched)
      }
      if let generated = made(image, .sound) {
        add(.sound, image, generated, \.matched)
        // The sound of another class's image, so that both members are wrong for each other only.
        if let wrongMade = made(store.images(wrong), .sound) {
          add(.sound, image, wrongMade, \.mismatched)
        }
      }
    }
  }

  /// The table: accuracy at the judge's own threshold, and the area under the curve.
  var table: EvaluationTable {
    var table = EvaluationTable(
      "pairing",
      "Matched pairs told from mismatched, real from generated (first draw, spectrograms)",
      [
        .init("judge", "judge"), .init("pairs", "pairs"), .init("accuracy", "accuracy"),
        .init("area", "area under ROC"), .init("real_from_generated", "real from generated"),
      ])
    for evaluator in ["pair discriminator", "evaluators"] {
      guard let found = scores[evaluator] else { continue }
      let threshold = evaluator == "evaluators" ? 0.5 : 0
      for kind in Kind.allCases {
        guard let scores = found[kind] else { continue }
        var row: JSONValue = [
          "judge": .string(evaluator), "pairs": .string(kind.rawValue),
          "accuracy": .real(
            Separation.accuracy(
              positives: scores.matched, negatives: scores.mismatched, threshold: threshold
            ).value),
          "area": .real(
            Separation.areaUnderCurve(positives: scores.matched, negatives: scores.mismatched)),
        ]
        if kind != .real, let real = found[.real] {
          row["real_from_generated"] = .real(
            Separation.areaUnderCurve(positives: real.matched, negatives: scores.matched))
        }
        table.rows.append(row)
      }
    }
    return table
  }

  /// For each pair one of another class: the first from half the split further on.
  private static func mismatches(_ labels: [Int]) -> [Int] {
    labels.indices.map { index in
      var other = (index + labels.count / 2) % labels.count
      while labels[other] == labels[index] { other = (other + 1) % labels.count }
      return other
    }
  }

  /// The probability that both evaluators name the same class.
  private static func agreement(_ image: Tensor, _ sound: Tensor, _ evaluators: Evaluators)
    -> [Double]
  {
    let imageProbabilities = evaluators.imageEvaluator.probabilities(of: image)
    let soundProbabilities = evaluators.soundEvaluator.probabilities(of: sound)
    return (0..<image.shape[0]).map { row in
      zip(imageProbabilities.row(row), soundProbabilities.row(row)).reduce(0) {
        $0 + Double($1.0) * Double($1.1)
      }
    }
  }
}
