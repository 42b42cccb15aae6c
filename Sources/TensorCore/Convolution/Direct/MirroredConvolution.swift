#if !DOUBLE_PRECISION
  import MicroKernels

  /// Convolutions with few channels out, by those with few channels in: the last layer of an image decoder.
  ///
  /// A microtile has a column for each channel out, so 3 of them would leave most of it empty. With stride 1
  /// and a padding that keeps the sides, the convolution is the input gradient of another one, which has
  /// the channels exchanged and the window mirrored. There the columns are taps and channels together. The
  /// gradient of its weight is that of the other one's, mirrored again.
  package struct MirroredConvolution: MicroKernelConvolution {
    private let direct, mirrored: DirectConvolution

    /// A convolution of images of shape `input` with a weight of shape `weight`.
    ///
    /// `nil` where the sides change, or where there are enough channels out.
    package init?(
      _ microKernel: MicroKernel, input: [Int], weight: [Int], window: ConvolutionWindow
    ) {
      self.init(microKernel, ConvolutionSizes(input: input, weight: weight, window: window))
    }

    init?(_ microKernel: MicroKernel, _ sizes: ConvolutionSizes) {
      guard sizes.ph == sizes.h, sizes.pw == sizes.w, sizes.o < sizes.c else { return nil }
      direct = DirectConvolution(microKernel, sizes)
      mirrored = DirectConvolution(
        microKernel, input: sizes.output,
        weight: [sizes.window.height, sizes.window.width, sizes.o, sizes.c], window: sizes.window)
      guard mirrored.usesCol2Im else { return nil }
    }

    package func convolution(
      _ x: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar, limit: Scalar
    ) -> Tensor {
      let y = mirrored.inputPullback(
        x, weight: PackedWeight(Self.mirror(weight.tensor)), bias: bias, slope: slope)
      return rectified(y, slope: 1, limit: limit)
    }

    package func inputPullback(
      _ dy: Tensor, weight: PackedWeight, bias: Tensor?, slope: Scalar
    ) -> Tensor {
      direct.inputPullback(dy, weight: weight, bias: bias, slope: slope)
    }

    package func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
      Self.mirror(mirrored.weightPullback(x, input: dy))
    }

    /// A weight [height, width, a, b] turned upside down and left to right, as [height, width, b, a].
    private static func mirror(_ weight: Tensor) -> Tensor {
      let (taps, a, b) = (weight.shape[0] * weight.shape[1], weight.shape[2], weight.shape[3])
      return Tensor(shape: [weight.shape[0], weight.shape[1], b, a]) { out in
        weight.withPointer { weight in
          for tap in 0..<taps {
            let (from, to) = (weight + (taps - 1 - tap) * a * b, out + tap * a * b)
            for i in 0..<a {
              for j in 0..<b { to[j * a + i] = from[i * b + j] }
            }
          }
        }
      }
    }
  }
#endif
