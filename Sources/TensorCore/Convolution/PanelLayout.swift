/// A matrix that is made of a weight [window height, window width, in, out], in panels of `columns`.
enum PanelLayout: Hashable, Sendable {
  /// [patch, out], for the forward pass: patches become results.
  case patches(columns: Int)
  /// [taps x out, in], for one phase of the input gradient of a strided convolution; see `Phase`.
  case phase(Phase, columns: Int)
  /// [out, patch], for col2im: results become patches, which are then added up.
  case col2im(columns: Int)

  /// Whether the forward pass reads this layout.
  var isForward: Bool { if case .patches = self { true } else { false } }
}
