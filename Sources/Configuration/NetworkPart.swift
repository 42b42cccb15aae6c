/// One of the encoders and decoders that the generating networks of a model consist of.
public enum NetworkPart: Sendable, CaseIterable {
  /// Images to feature vectors.
  case imageEncoder
  /// Sounds to feature vectors.
  case soundEncoder
  /// Feature vectors to images.
  case imageDecoder
  /// Feature vectors to sounds.
  case soundDecoder
}
