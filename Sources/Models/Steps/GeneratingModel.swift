import Autograd
import Configuration
import TensorCore

/// A model whose networks generate images or sounds.
///
/// It gets its use and its error from the generator alone.
public protocol GeneratingModel: TrainableModel {
  /// The encoders and decoders.
  var generator: Generator { get }
}

extension GeneratingModel {
  public var usedNetworks: any Parameterized { generator }
  public func network(_ part: NetworkPart) -> (any Parameterized)? { generator.network(part) }

  public func translator(with compute: Compute) -> Translator? {
    Translator(generator, configuration, compute)
  }

  /// The mean absolute difference of every direct translation of a batch from the real partner: 0 to 2.
  ///
  /// It is the validation error that chooses the best checkpoint.
  public func error(on batch: Batch, with compute: Compute) -> Double {
    let translator = Translator(generator, configuration, compute)
    var errors: [Double] = []
    for from in Modality.allCases {
      for to in Modality.allCases
      where translator.canTranslate(from, to: to, route: .direct) {
        let generated = translator.translate(
          batch.members(of: from), from, to: to, latent: batch.latents[to], route: .direct)
        errors.append(Double(meanAbsoluteError(generated, batch.members(of: to))))
      }
    }
    return errors.reduce(0, +) / Double(max(1, errors.count))
  }
}
