/// What a decoder has beyond the mirror of an encoder; all off by default.
public struct DecoderSettings: SettingsGroup {
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

  /// How many numbers the decoder of a modality reads: F with z, or a code of the length of F.
  public func decoderInputs(of modality: Modality) -> Int {
    decoder(of: modality).mappingLayers > 0 ? featureSize : featureSize + latentSize
  }
}
