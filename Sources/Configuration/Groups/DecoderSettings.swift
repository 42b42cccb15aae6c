/// What a decoder has beyond the mirror of an encoder; all off by default.
public struct DecoderSettings: SettingsGroup {
  /// How one decoder upsamples.
  public enum Upsampling: String, Codable, Sendable, CaseIterable {
    /// As `networks.upsampling` says for both decoders.
    case shared
    /// Transposed 4x4 convolution with stride 2.
    case transposed
    /// Pixels repeated two by two, then a 3x3 convolution.
    case resize
  }

  /// How this decoder upsamples.
  public var upsampling = Upsampling.shared
  /// Residual blocks after each upsampling but the last, each with one 3x3 convolution.
  public var residualBlocks = 0
  /// Dense layers of the mapping network from the other modality's [F, z] to the code that the decoder
  /// reads; 0: no mapping network, and the decoder reads [F, z] of both modalities.
  ///
  /// With a mapping network the code of a member of the decoder's own modality is its F.
  public var mappingLayers = 0
  /// The length of the results of all layers of the mapping network but the last.
  public var mappingWidth = 256

  /// The mirror of an encoder.
  public init() {}

  /// The keys of `networks.imageDecoder` and of `networks.soundDecoder`.
  public static let keys: [Key] = [
    .word(
      "upsampling", \.upsampling, older: .shared,
      "upsampling of this decoder: as networks.upsampling says, by transposed convolution, or by repeated pixels and a 3x3 convolution"
    ),
    .whole(
      "residualBlocks", \.residualBlocks, 0...8,
      "residual blocks of one 3x3 convolution after each upsampling but the last"),
    .whole(
      "mappingLayers", \.mappingLayers, 0...8,
      "dense layers that map F of the other modality and z to the code which the decoder reads; the code of its own modality is F; 0: the decoder reads F and z"
    ),
    .whole(
      "mappingWidth", \.mappingWidth, 1...4096,
      "length of the results of these dense layers but the last"),
  ]
}

extension NetworkSettings {
  /// The settings of the decoder of a modality.
  public func decoder(of modality: Modality) -> DecoderSettings {
    modality == .image ? imageDecoder : soundDecoder
  }

  /// How the decoder of a modality upsamples.
  public func upsampling(of modality: Modality) -> Upsampling {
    switch decoder(of: modality).upsampling {
    case .shared: upsampling
    case .transposed: .transposed
    case .resize: .resize
    }
  }

  /// How many numbers the decoder of a modality reads: F with z, or a code of the length of F.
  public func decoderInputs(of modality: Modality) -> Int {
    decoder(of: modality).mappingLayers > 0 ? featureSize : featureSize + latentSize
  }
}
