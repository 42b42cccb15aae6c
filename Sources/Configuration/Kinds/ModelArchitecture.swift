/// What a model consists of and what it learns from.
///
/// The module `Models` has a training step for each case.
public enum ModelArchitecture: Hashable, Sendable {
  /// Both encoders and both decoders: the four subnetworks of CMCGAN.
  ///
  /// Against a discriminator of pairs they learn the adversarial and the consistency losses, else L1 of
  /// stage one alone.
  case fourSubnetworks(isAdversarial: Bool)
  /// One encoder and the decoder of the other modality, against a discriminator that sees the encoder's
  /// features (Chen et al., 2017).
  ///
  /// With mismatched pairs, the discriminator sees members of another class too.
  case oneDirection(from: Modality, objective: Objective, usesMismatchedPairs: Bool)
  /// A classifier of one modality, or of both together.
  case classifier(of: Set<Modality>)
  /// Class scores in closed form, and a normal distribution for each class: no network, no optimizer.
  case linear

  /// What the encoder of one direction learns from.
  public enum Objective: Sendable {
    /// The classes.
    case classification
    /// Its own input, by the decoder of its modality.
    case reconstruction
  }

  /// The encoders and decoders; none in a classifier.
  var parts: Set<NetworkPart> {
    switch self {
    case .fourSubnetworks, .linear: return Set(NetworkPart.allCases)
    case .oneDirection(let source, let objective, _):
      let translating: Set<NetworkPart> = [.encoder(of: source), .decoder(of: source.other)]
      return objective == .reconstruction
        ? translating.union([.decoder(of: source)]) : translating
    case .classifier: return []
    }
  }
}
