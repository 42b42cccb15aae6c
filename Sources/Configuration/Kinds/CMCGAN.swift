extension ModelKind {
  /// The four subnetworks with the joint corresponding adversarial loss (Hao et al., 2018).
  public static let cmcgan = ModelKind("cmcgan", .fourSubnetworks(isAdversarial: true))
}
