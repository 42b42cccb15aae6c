/// A kind of model that can be trained.
///
/// Its architecture says what it consists of and what it learns from. Each kind has a file of its own in
/// this folder. A configuration file names a kind by its raw value.
public struct ModelKind: RawRepresentable, Codable, Hashable, Sendable, CaseIterable {
  /// The name in configuration files, such as `s2i-c`.
  public let rawValue: String
  /// What a model of this kind consists of and learns from.
  public let architecture: ModelArchitecture

  /// All kinds, in the order of documentation.
  ///
  /// A new kind is a file beside this one and an entry here.
  public static let allCases: [ModelKind] = [
    .cmcgan, .autoencoder, .linear, .s2iC, .s2iN, .s2iA, .i2s, .imageEvaluator, .soundEvaluator,
    .multimodal,
  ]

  /// Describes a kind.
  init(_ name: String, _ architecture: ModelArchitecture) {
    rawValue = name
    self.architecture = architecture
  }

  /// The kind of a name; `nil` where there is none.
  public init?(rawValue: String) {
    guard let kind = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = kind
  }
}

extension ModelKind: CustomStringConvertible {
  public var description: String { rawValue }
}

extension ModelKind {
  /// The encoders and decoders of a model of this kind; none in a classifier.
  public var parts: Set<NetworkPart> { architecture.parts }

  /// The modalities that a classifier of this kind takes in; none in a model that generates.
  public var classified: Set<Modality> {
    if case .classifier(let modalities) = architecture { modalities } else { [] }
  }

  /// Whether a model of this kind generates images or sounds.
  public var generates: Bool { !parts.isEmpty }

  /// Whether a model of this kind has both encoders and both decoders.
  public var hasFourSubnetworks: Bool {
    if case .fourSubnetworks = architecture { true } else { false }
  }

  /// Whether training needs the classes of the pairs, whatever the weights of the losses.
  public var needsClasses: Bool {
    switch architecture {
    case .fourSubnetworks: false
    case .oneDirection(_, let objective, _): objective == .classification
    case .classifier, .linear: true
    }
  }
}
