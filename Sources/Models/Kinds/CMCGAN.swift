import Configuration

extension ModelDefinition {
  /// The model of Hao et al. (AAAI 2018).
  static let cmcgan = ModelDefinition(.cmcgan) { CMCGANModel($0, classes: $1) }
}
