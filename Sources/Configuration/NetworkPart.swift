/// One of the encoders and decoders that the generating networks of a model consist of.
public enum NetworkPart: String, Sendable, CaseIterable {
  /// Images to feature vectors.
  case imageEncoder
  /// Sounds to feature vectors.
  case soundEncoder
  /// Feature vectors to images.
  case imageDecoder
  /// Feature vectors to sounds.
  case soundDecoder

  /// The encoder of a modality.
  public static func encoder(of modality: Modality) -> NetworkPart {
    modality == .image ? .imageEncoder : .soundEncoder
  }

  /// The decoder of a modality.
  public static func decoder(of modality: Modality) -> NetworkPart {
    modality == .image ? .imageDecoder : .soundDecoder
  }
}
