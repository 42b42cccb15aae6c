import Safetensors
import TensorCore
import Testing

/// The tensors of one case of a golden file, which share the beginning of their names.
public struct GoldenCase: Sendable {
  private static let kernels = Result { try Golden.file("kernel") }
  private let name: String
  private let file: TensorFile

  /// A case of a file.
  public init(_ name: String, of file: TensorFile) {
    self.name = name
    self.file = file
  }

  /// A case of `kernel.safetensors`, which `make_kernel_golden.py` computes with PyTorch.
  public init(kernel name: String) throws { self.init(name, of: try Self.kernels.get()) }

  /// A tensor of the case; throws where the file has none of this name.
  public subscript(key: String) -> Tensor {
    get throws { try file.require("\(name).\(key)") }
  }

  /// A tensor that not every case has.
  public func optional(_ key: String) -> Tensor? { file["\(name).\(key)"] }

  /// Expects a result to be close to a tensor of the case.
  ///
  /// The tolerance is relative, to each element and to the largest of them: 1e-5 fits sums of up to
  /// some thousand products in single precision.
  public func expect(
    _ found: Tensor, is key: String, relative: Double = 1e-5,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let closeness = closeness(of: found, to: try self[key], relative: relative)
    if !closeness.isClose {
      Issue.record("\(name).\(key): \(closeness)", sourceLocation: sourceLocation)
    }
  }

  /// The window of a convolution, from its weight's shape and its stride and padding.
  public var window: ConvolutionWindow {
    get throws {
      let shape = try self["weight"].shape
      let window = try self["window"].elements.map { Int($0) }
      return ConvolutionWindow(
        height: shape[0], width: shape[1], stride: window[0], padding: window[1])
    }
  }

  /// The cases of plain convolutions.
  public static let convolutions = [
    "downsampling", "downsampling_odd", "downsampling_from_64", "downsampling_to_64",
    "downsampling_in_blocks", "same",
    "same_from_64", "same_one_pixel", "pointwise", "pointwise_pixel", "covering",
    "covering_rectangle", "valid", "uneven",
  ].map { "convolution.\($0)" }

  /// The cases of depthwise convolutions.
  public static let depthwiseConvolutions = [
    "three", "three_relu6", "three_halving", "three_halving_odd", "five", "five_small",
    "five_halving", "five_halving_odd", "seven",
  ].map { "depthwise.\($0)" }

  /// The cases of transposed convolutions.
  public static let transposedConvolutions = [
    "upsampling", "upsampling_to_one", "upsampling_from_64", "upsampling_to_64",
    "upsampling_in_blocks",
    "from_one_pixel", "from_one_pixel_to_rectangle", "same", "pointwise",
  ].map { "transposed.\($0)" }

  /// The cases of resize convolutions.
  public static let resizeConvolutions = ["resize.small", "resize.without_bias"]

  /// The cases of dense layers.
  public static let denseLayers = ["dense.small", "dense.to_one", "dense.one_row"]

  /// The cases of normalisation.
  public static let normalizations = [
    "batch.images", "batch.far_from_zero", "batch.features", "instance.images", "instance.one",
  ]

  /// The cases of spectral normalisation.
  public static let spectralNorms = [
    "spectral.convolution", "spectral.dense", "spectral.one_output",
  ]
}
