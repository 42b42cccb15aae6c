extension MicroKernel {
  /// A depthwise convolution of one block of channels: each channel has a window of its own.
  ///
  /// A block has as many channels as half a microtile has columns, or fewer at the end. The rows that a
  /// row of results needs are gathered into dense rows with zeros around them, which stay in the
  /// first-level cache. With a `spread` of 2, zeros also lie between the pixels; the input gradient of
  /// stride 2 is such a convolution of stride 1.
  package struct Depthwise {
    /// The largest window side that the loops take.
    package static let largestWindow = 5

    /// The block's first channel of the upper left pixel of the first image.
    package var source: UnsafePointer<Float>
    /// Results of a rectifier in the layout of `source`, through which the source is a gradient, or nil.
    package var rectified: UnsafePointer<Float>?
    /// The sides of the images.
    package var height, width: Int
    /// Numbers from one pixel to the next, in source and target: all channels.
    package var channels: Int
    /// Channels of the block that are there.
    package var present: Int
    /// Images, and numbers from one to the next in source and target.
    package var images: Int
    package var sourceStride, targetStride: Int
    /// Rows and columns from one pixel to the next: 1, or 2 for zeros between them.
    package var spread: Int
    /// Zeros above and to the left, after spreading.
    package var down, right: Int
    /// The side of the window, and its step.
    package var window, stride: Int
    /// The block's weights of the first tap, and numbers from one tap to the next, which may be negative.
    package var weight: UnsafePointer<Float>
    package var tapStride: Int
    /// A block of numbers that each sum starts from, or nil for 0.
    package var bias: UnsafePointer<Float>?
    /// The factor of negative results and the largest result; of the rectifier of `rectified`, if there is one.
    package var slope, limit: Float
    /// The block's first channel of the first result of the first image.
    package var target: UnsafeMutablePointer<Float>
    /// The rows of results to compute, and the columns of results.
    package var rows: Range<Int>
    package var columns: Int
    /// Room for `scratchCount` numbers.
    package var scratch: UnsafeMutablePointer<Float>

    /// Makes a convolution of images, by default of one block, with neither bias nor rectifier.
    package init(
      source: UnsafePointer<Float>, rectified: UnsafePointer<Float>? = nil, height: Int, width: Int,
      channels: Int, present: Int, images: Int, sourceStride: Int, targetStride: Int, spread: Int,
      down: Int, right: Int, window: Int, stride: Int, weight: UnsafePointer<Float>,
      tapStride: Int, bias: UnsafePointer<Float>? = nil, slope: Float = 1, limit: Float = .infinity,
      target: UnsafeMutablePointer<Float>, rows: Range<Int>, columns: Int,
      scratch: UnsafeMutablePointer<Float>
    ) {
      self.source = source
      self.rectified = rectified
      (self.height, self.width) = (height, width)
      (self.channels, self.present) = (channels, present)
      self.images = images
      (self.sourceStride, self.targetStride) = (sourceStride, targetStride)
      self.spread = spread
      (self.down, self.right) = (down, right)
      (self.window, self.stride) = (window, stride)
      (self.weight, self.tapStride) = (weight, tapStride)
      self.bias = bias
      (self.slope, self.limit) = (slope, limit)
      self.target = target
      (self.rows, self.columns) = (rows, columns)
      self.scratch = scratch
    }

    /// Pixels of a gathered row.
    package var gatheredColumns: Int { (columns - 1) * stride + window }

    /// The numbers of scratch memory: a gathered row for each row of the window.
    package static func scratchCount(window: Int, stride: Int, columns: Int, lanes: Int) -> Int {
      window * ((columns - 1) * stride + window) * lanes
    }
  }

  /// The gradient of a depthwise convolution's weight, for one block of channels.
  ///
  /// `convolution` describes the images and the results; its weight, bias and target are not used.
  package struct DepthwiseWeight {
    /// The convolution.
    package var convolution: Depthwise
    /// The block's first channel of the first gradient of the first image; laid out as the target would be.
    package var gradient: UnsafePointer<Float>
    /// The sums, which are added to: a block of numbers for each tap.
    package var sums: UnsafeMutablePointer<Float>

    /// Makes a weight gradient.
    package init(
      convolution: Depthwise, gradient: UnsafePointer<Float>, sums: UnsafeMutablePointer<Float>
    ) {
      self.convolution = convolution
      self.gradient = gradient
      self.sums = sums
    }
  }
}
