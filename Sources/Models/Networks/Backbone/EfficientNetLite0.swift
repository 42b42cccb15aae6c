import Autograd
import Layers
import TensorCore

/// EfficientNet-Lite0 without its classifier: features of images at five depths, and pooled ones.
///
/// Its weights come from a file, trained on ImageNet (see `BackboneFile` of Training). Batch normalisation is folded
/// into them, so the network has no state. Images lie in [-1, 1], as those of this project do; the network
/// was trained on (value - 127) / 128, which differs by at most 1/128. It takes images of any even sides; it was
/// trained at 224 x 224.
///
/// The network is frozen unless its parameters are asked for: then a tape computes no weight products.
///
/// Sources: Tan and Le, "EfficientNet: rethinking model scaling for convolutional neural networks", 2019, and its
/// Lite variant (2020): ReLU6, no squeeze-and-excitation.
public struct EfficientNetLite0: Parameterized {
  /// Channels of the features at strides 2, 4, 8, 16 and 32.
  public static let channels = [16, 24, 40, 112, 320]
  /// Numbers of the pooled features.
  public static let pooledFeatures = 1_280

  /// The path of the frozen weights in a model: the same in all its networks, so that a file needs them once.
  public static let nameInModels = "backbone"

  /// Blocks of one kind that follow each other; the stride is that of the first.
  private struct Stage {
    let blocks, window, stride, expansion, outputChannels: Int
    /// Whether its result is one of the features.
    var isFeature = false
  }

  private static let stages = [
    Stage(blocks: 1, window: 3, stride: 1, expansion: 1, outputChannels: 16, isFeature: true),
    Stage(blocks: 2, window: 3, stride: 2, expansion: 6, outputChannels: 24, isFeature: true),
    Stage(blocks: 2, window: 5, stride: 2, expansion: 6, outputChannels: 40, isFeature: true),
    Stage(blocks: 3, window: 3, stride: 2, expansion: 6, outputChannels: 80),
    Stage(blocks: 3, window: 5, stride: 1, expansion: 6, outputChannels: 112, isFeature: true),
    Stage(blocks: 4, window: 5, stride: 2, expansion: 6, outputChannels: 192),
    Stage(blocks: 1, window: 3, stride: 1, expansion: 6, outputChannels: 320, isFeature: true),
  ]

  /// Activations of one image that a tape keeps, down to the last of the used depths.
  static func activations(pixels: Int) -> Int {
    var (area, channels, count, depth) = (pixels / 4, 32, 32 * (pixels / 4), 0)
    for stage in stages where depth < usedDepths {
      for block in 0..<stage.blocks {
        let wide = channels * stage.expansion
        if stage.expansion > 1 { count += area * wide }
        if block == 0 { area /= stage.stride * stage.stride }
        count += area * (wide + stage.outputChannels * (block == 0 ? 1 : 2))
        channels = stage.outputChannels
      }
      if stage.isFeature { depth += 1 }
    }
    return count
  }

  /// Weights of all convolutions, without biases.
  static var weights: Int {
    var (channels, count) = (32, 9 * 3 * 32)
    for stage in stages {
      for _ in 0..<stage.blocks {
        let wide = channels * stage.expansion
        if stage.expansion > 1 { count += channels * wide }
        count += wide * (stage.window * stage.window + stage.outputChannels)
        channels = stage.outputChannels
      }
    }
    return count + channels * pooledFeatures
  }

  private let stem: Convolution2D
  private let stages: [(network: Sequential, isFeature: Bool)]
  private let head: Convolution2D

  /// Makes the network with fresh weights.
  ///
  /// - Parameters:
  ///   - name: the path of its parameters, which begin with `name.`; empty for the names of the file.
  ///   - source: draws the weights; `zeros` where they are read from a file.
  public init(_ name: String = "", from source: inout WeightInitializer) {
    let prefix = name.isEmpty ? "" : "\(name)."
    stem = Convolution2D(
      "\(prefix)stem", inputChannels: 3, outputChannels: 32,
      window: ConvolutionWindow(height: 3, width: 3, stride: 2), hasBias: true, slope: 0, limit: 6,
      from: &source)
    var stages: [(Sequential, Bool)] = []
    var channels = 32
    var number = 0
    for stage in Self.stages {
      var blocks: [any Layer] = []
      for index in 0..<stage.blocks {
        blocks.append(
          InvertedResidual(
            "\(prefix)blocks.\(number)", inputChannels: channels,
            outputChannels: stage.outputChannels, expansion: stage.expansion,
            window: stage.window, stride: index == 0 ? stage.stride : 1, from: &source))
        channels = stage.outputChannels
        number += 1
      }
      stages.append((Sequential(blocks), stage.isFeature))
    }
    self.stages = stages
    head = Convolution2D(
      "\(prefix)head", inputChannels: channels, outputChannels: Self.pooledFeatures,
      window: ConvolutionWindow(height: 1, width: 1), hasBias: true, slope: 0, limit: 6,
      from: &source)
  }

  /// The same network whose parameters have other names: they begin with `name.`.
  func renamed(_ name: String) -> EfficientNetLite0 {
    var source = WeightInitializer.zeros
    let copy = EfficientNetLite0(name, from: &source)
    for (own, other) in zip(copy.parameters, parameters) { own.value = other.value }
    return copy
  }

  /// All weights and biases, in the order of the layers.
  public var parameters: [Parameter] {
    stem.parameters + stages.flatMap(\.network.parameters) + head.parameters
  }

  /// The features of images at several depths.
  ///
  /// - Parameters:
  ///   - images: [n, height, width, 3] in [-1, 1], of even sides.
  ///   - depths: how many of the five; layers behind the last of them are not computed.
  ///   - pass: where the network is recorded, and what it is computed with.
  /// - Returns: maps [n, height / s, width / s, channels] for s = 2, 4, 8, 16, 32, rounded up; their channels
  ///   are the first of `channels`.
  public func features(
    of images: Variable, depths: Int = channels.count, in pass: Pass
  ) -> [Variable] {
    var maps: [Variable] = []
    var x = start(images, in: pass)
    for stage in stages where maps.count < depths {
      x = stage.network(x, in: pass)
      if stage.isFeature { maps.append(x) }
    }
    return maps
  }

  /// The pooled features that the classifier would see, from the last of the five maps of `features`.
  ///
  /// - Parameters:
  ///   - map: [n, height, width, 320], the features at stride 32.
  ///   - pass: as in `features`.
  /// - Returns: [n, 1280], each from 0 to 6.
  public func pooled(_ map: Variable, in pass: Pass) -> Variable {
    head(map, in: pass).meanOfPositions()
  }

  /// The first convolution, of stride 2: an even image has one row and column of zeros behind it.
  private func start(_ images: Variable, in pass: Pass) -> Variable {
    let shape = images.shape
    precondition(
      shape.count == 4 && shape[3] == 3 && shape[1] % 2 == 0 && shape[2] % 2 == 0,
      "images of even sides and 3 channels are needed, not \(shape)")
    return stem(images.padded(height: shape[1] + 1, width: shape[2] + 1, value: 0), in: pass)
  }
}

extension EfficientNetLite0 {
  /// The pooled features of images, for distances between sets of images.
  ///
  /// Nothing is recorded. Images are taken a few at a time, so that memory does not grow with their number.
  ///
  /// - Parameters:
  ///   - images: [n, height, width, 3] in [-1, 1], of even sides.
  ///   - compute: the kernels.
  /// - Returns: [n, 1280]: a row for each image.
  public func pooledFeatures(of images: Tensor, with compute: Compute) -> Tensor {
    let pass = Pass.inference(with: compute)
    let (count, area) = (images.shape[0], images.count / max(1, images.shape[0]))
    var elements: [Scalar] = []
    for first in stride(from: 0, to: count, by: 16) {
      let part = first..<min(count, first + 16)
      let batch = Tensor(
        shape: [part.count] + images.shape.dropFirst(),
        elements: Array(images.elements[part.lowerBound * area..<part.upperBound * area]))
      if let last = features(of: Variable(batch), in: pass).last {
        elements += pooled(last, in: pass).value.elements
      }
    }
    return Tensor(shape: [count, Self.pooledFeatures], elements: elements)
  }
}
