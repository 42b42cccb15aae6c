import Autograd
import Configuration
import TensorCore

/// The joint corresponding adversarial loss and its variants, on scores of pairs (equations 1-2).
///
/// With S the score after the logistic function, r real, w of another class, f generated, and the
/// image first, the discriminator maximises L_Dw + L_Df:
///
///     L_Dw = log S(rv, ra) + 1/2 [log(1 - S(rv, wa)) + log(1 - S(wv, ra))]
///     L_Df = log S(rv, ra) + 1/2 [log(1 - S(rv, fa)) + log(1 - S(fv, ra))]
///
/// and the generators maximise log S(rv, fa) + log S(fv, ra). Without correspondence L_Dw is left out;
/// with the standard loss the two generated members make one pair (fv, fa) in place of two.
struct AdversarialLoss {
  let settings: LossSettings

  /// A pair's score with its weight in the sum.
  struct Term {
    let score: Variable
    let isReal: Bool
    let weight: Scalar
  }

  /// What the two towers make of real, mismatched and generated members.
  struct Members<Features> {
    let real: Features
    let wrong: Features?
    let generated: Features
  }

  /// The pairs that the discriminator learns from: five with the joint loss and correspondence.
  func discriminatorTerms(
    images: Members<[Variable]>, sounds: Members<Variable>,
    score: (_ image: [Variable], _ sound: Variable) -> Variable
  ) -> [Term] {
    var terms = [
      Term(
        score: score(images.real, sounds.real), isReal: true,
        weight: settings.correspondence ? 2 : 1)
    ]
    if settings.correspondence, let wrongImage = images.wrong, let wrongSound = sounds.wrong {
      terms.append(Term(score: score(images.real, wrongSound), isReal: false, weight: 0.5))
      terms.append(Term(score: score(wrongImage, sounds.real), isReal: false, weight: 0.5))
    }
    let generated = generatedPairs(images: images, sounds: sounds, score: score)
    return terms
      + generated.map { Term(score: $0, isReal: false, weight: 1 / Scalar(generated.count)) }
  }

  /// The pairs that the generators learn from.
  func generatorTerms(
    images: Members<[Variable]>, sounds: Members<Variable>,
    score: (_ image: [Variable], _ sound: Variable) -> Variable
  ) -> [Term] {
    generatedPairs(images: images, sounds: sounds, score: score).map {
      Term(score: $0, isReal: true, weight: 1)
    }
  }

  private func generatedPairs(
    images: Members<[Variable]>, sounds: Members<Variable>,
    score: (_ image: [Variable], _ sound: Variable) -> Variable
  ) -> [Variable] {
    switch settings.pairs {
    case .joint:
      [score(images.real, sounds.generated), score(images.generated, sounds.real)]
    case .standard:
      [score(images.generated, sounds.generated)]
    }
  }

  /// What the discriminator minimises: the weighted sum over its pairs.
  func discriminatorLoss(_ terms: [Term]) -> Variable {
    sum(terms) { term in
      let sign: Scalar = term.isReal ? -1 : 1
      switch settings.adversarial {
      case .crossEntropy: return term.score.meanSoftplus(sign: sign)
      case .hinge: return term.score.meanHinge(sign: sign)
      }
    }
  }

  /// What the generators minimise.
  func generatorLoss(_ terms: [Term]) -> Variable {
    sum(terms) { term in
      switch settings.adversarial {
      case .crossEntropy: term.score.meanSoftplus(sign: -1)
      case .hinge: -1 * term.score.mean()
      }
    }
  }

  private func sum(_ terms: [Term], _ loss: (Term) -> Variable) -> Variable {
    terms.reduce(Variable(Tensor(0))) { $0 + $1.weight * loss($1) }
  }
}
