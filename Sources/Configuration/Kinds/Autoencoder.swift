extension ModelKind {
  /// The four subnetworks of stage one with L1 alone.
  public static let autoencoder = ModelKind("autoencoder", .fourSubnetworks(isAdversarial: false))
}
