/// One of Winograd's minimal filtering algorithms F(m x m, r x r), with stride 1.
///
/// It computes a tile of m by m results of a window of r by r taps from an input tile of T by T pixels,
/// T = m + r - 1, with T x T multiplications in the place of m m r r. With filter g and pixels d it is
/// A'[(G g G') * (B' d B)] A, where * multiplies number by number (Lavin and Gray, "Fast algorithms for
/// convolutional neural networks", 2016). The gradient of the filter is G'[(A dy A') * (B' d B)] G.
///
/// The matrices come from Toom-Cook's construction with the points 0 and -1 for F(2x2, 2x2); 0, 1, -1 and 1/2
/// for F(4x4, 2x2); 0, 1, -1, 1/2 and -2 for F(4x4, 3x3); and infinity. These points keep the rounding small
/// (Barabasz et al., "Error analysis and improving the accuracy of Winograd convolution", 2020): the mean
/// error of F(4x4, 3x3) is 7 times that of direct convolution in single precision, where 2 and -2 in the place
/// of 1/2 and -2 give 11 times (`Benchmarks/winograd_error.py`).
package enum WinogradAlgorithm: Hashable, Sendable, CaseIterable {
  /// F(2x2, 2x2): 9 multiplications for 16. Its transforms only add and subtract.
  case results2Taps2
  /// F(4x4, 2x2): 25 multiplications for 64.
  case results4Taps2
  /// F(4x4, 3x3): 36 multiplications for 144.
  case results4Taps3

  /// The side m of a tile of results.
  package var results: Int { self == .results2Taps2 ? 2 : 4 }
  /// The side r of the window.
  package var taps: Int { self == .results4Taps3 ? 3 : 2 }
  /// The side T of a tile of pixels, and of a tile of products.
  package var points: Int { results + taps - 1 }
  /// Products of a tile.
  package var products: Int { points * points }

  /// The matrices of the algorithm, each applied down and then across.
  package enum Matrix: Sendable {
    /// B', for pixels: T to T.
    case input
    /// G, for filters: r to T.
    case filter
    /// A', for products: T to m.
    case output
    /// A, for the gradients of a tile of results: m to T.
    case gradient
    /// G', for the sums of products: T to r gradients of a filter.
    case filterGradient
  }
}
