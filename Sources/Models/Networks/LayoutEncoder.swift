import Autograd
import Configuration
import Layers
import TensorCore

/// Where things are in an image, by maps of features of EfficientNet-Lite0: a part of the image encoder.
///
/// It joins the maps at strides 8, 16 and 32 by convolutions, the finer ones halved.
struct LayoutEncoder: Parameterized {
  /// Channels of the convolutions.
  private static let width = 128
  /// Channels that are left of the map at stride 32.
  private static let lowestWidth = 64

  private let fine: Convolution2D
  private let coarse: Convolution2D
  private let lowest: Convolution2D
  private let layout: Convolution2D

  /// Fresh weights.
  ///
  /// - Parameters:
  ///   - name: the path of the image encoder's parameters.
  ///   - configuration: says how large images are, and how many features are needed.
  ///   - source: draws the weights.
  init(_ name: String, _ configuration: Configuration, from source: inout WeightInitializer) {
    let (size, channels) = (configuration.encodedImage, EfficientNetLite0.channels)
    let (width, lowestWidth) = (Self.width, Self.lowestWidth)
    func convolution(
      _ part: String, _ inputs: Int, _ outputs: Int, _ window: ConvolutionWindow,
      slope: Scalar = 0.2
    ) -> Convolution2D {
      Convolution2D(
        "\(name).\(part)", inputChannels: inputs, outputChannels: outputs, window: window,
        hasBias: true, slope: slope, from: &source)
    }
    fine = convolution("fine", channels[2], width, .downsampling)
    coarse = convolution("coarse", width + channels[3], width, .downsampling)
    lowest = convolution(
      "lowest", channels[4], lowestWidth, ConvolutionWindow(height: 1, width: 1))
    layout = convolution(
      "layout", width + lowestWidth, configuration.networks.featureSize,
      ConvolutionWindow(height: Self.side(size.height), width: Self.side(size.width)), slope: 1)
  }

  /// The side of the map at stride 32: each layer of stride 2 rounds up.
  private static func side(_ pixels: Int) -> Int { (pixels + 31) / 32 }

  /// How many weights it has.
  static func weights(_ configuration: Configuration) -> Int {
    let (size, channels) = (configuration.encodedImage, EfficientNetLite0.channels)
    return 16 * width * (channels[2] + width + channels[3]) + channels[4] * lowestWidth
      + side(size.height) * side(size.width) * (width + lowestWidth)
      * configuration.networks.featureSize
  }

  private var convolutions: [any Layer] { [fine, coarse, lowest, layout] }
  var parameters: [Parameter] { convolutions.flatMap(\.parameters) }

  /// Encodes images by their frozen features.
  ///
  /// - Parameters:
  ///   - maps: the frozen features at strides 2 to 32.
  ///   - pass: where the work is recorded.
  /// - Returns: [batch, features].
  func callAsFunction(_ maps: [Variable], in pass: Pass) -> Variable {
    let middle = fine(evenSided(maps[2]), in: pass).concatenated(with: maps[3])
    let deep = coarse(evenSided(middle), in: pass).concatenated(with: lowest(maps[4], in: pass))
    let features = layout(deep, in: pass)
    return features.reshaped([features.shape[0], features.shape.last ?? 0])
  }

  /// A map with a row and a column of zeros more where it has odd sides, as a downsampling needs.
  private func evenSided(_ map: Variable) -> Variable {
    map.padded(
      height: (map.shape[1] + 1) / 2 * 2, width: (map.shape[2] + 1) / 2 * 2, value: 0)
  }
}
