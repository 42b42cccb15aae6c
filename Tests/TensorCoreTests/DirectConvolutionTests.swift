#if !DOUBLE_PRECISION
  import Files
  import PairedMicroKernel
  import TensorCore
  import TestSupport
  import Testing
  import MicroKernels
  import WideMicroKernel

  /// The loops of every path against im2col patches and OpenBLAS.
  @Suite struct DirectConvolutionTests {
    /// What this processor can run: its own paths, and the wide loops of AVX-512 in registers of AVX2.
    static let microKernels: [(name: String, microKernel: MicroKernel)] =
      KernelPath.allCases.compactMap { path in
        path.isAvailable ? path.microKernel().map { (path.rawValue, $0) } : nil
      } + (KernelPath.avx2.isAvailable ? [("wide", WideMicroKernel.microKernelAVX512)] : [])

    /// The same with factors of bfloat16.
    static let pairedMicroKernels: [(name: String, microKernel: MicroKernel)] =
      (KernelPath.avx512.isAvailable
        ? KernelPath.avx512.microKernel(.bfloat16).map { [("bfloat16", $0)] } ?? [] : [])
      + (KernelPath.avx2.isAvailable ? [("paired", PairedMicroKernel.microKernelBFloat16)] : [])

    /// Windows, images, sides and channels: even and odd, one and many, less and more than a tile.
    static func shape(seed: Int) -> (window: ConvolutionWindow, sizes: [Int], outputs: Int) {
      var random = RandomStream(seed: UInt64(seed), stream: 77)
      let stride = [1, 2, 2, 2, 3][random.integer(below: 5)]
      let size = stride * (1 + random.integer(below: stride == 1 ? 5 : 2))
      let padding = random.integer(below: min(size, 3))
      let channels = [1, 2, 3, 5, 8, 13, 16, 24, 33, 48, 70]
      let side = { size + random.integer(below: 19) }
      return (
        ConvolutionWindow(height: size, width: size, stride: stride, padding: padding),
        [
          1 + random.integer(below: 30), side(), side(),
          channels[random.integer(below: channels.count)],
        ],
        channels[random.integer(below: channels.count)]
      )
    }

    /// Expects all products by `own` to be those of im2col patches and OpenBLAS.
    ///
    /// `numbers` makes what is multiplied. `tolerance` is the largest mean difference, as a part of the mean
    /// result; without it they are to agree to the rounding of single precision.
    static func expectReference(
      _ own: any MicroKernelConvolution, _ window: ConvolutionWindow, _ sizes: [Int],
      outputs: Int,
      _ name: String, seed: Int, tolerance: Double? = nil,
      numbers: (_ shape: [Int], _ random: inout RandomStream) -> Tensor = {
        .normal(shape: $0, from: &$1)
      }
    ) {
      var random = RandomStream(seed: UInt64(seed), stream: 78)
      let x = numbers(sizes, &random)
      let weight = numbers([window.height, window.width, sizes[3], outputs], &random)
      let bias = numbers([outputs], &random)
      let back = numbers([sizes[3]], &random)
      let reference = ReferenceConvolution(input: sizes, weight: weight.shape, window: window)
      let packed = PackedWeight(weight)
      func expect(_ found: Tensor, _ expected: Tensor, _ what: String) {
        if let tolerance {
          let size = Double(
            meanAbsoluteError(expected, Tensor(repeating: 0, shape: expected.shape)))
          let error = Double(meanAbsoluteError(found, expected)) / size
          #expect(error <= tolerance, "\(what) by \(name), \(sizes), \(outputs): \(error)")
          return
        }
        let closeness = closeness(of: found, to: expected)
        #expect(
          closeness.isClose, "\(what) by \(name), \(window), \(sizes), \(outputs): \(closeness)")
      }

      let y = reference.convolution(x, weight: weight, bias: bias)
      expect(own.convolution(x, weight: packed, bias: bias, slope: 1), y, "result")
      expect(
        own.convolution(x, weight: packed, bias: bias, slope: 0.2), leakyReLU(y, slope: 0.2),
        "rectified result")
      let dy = numbers(y.shape, &random)
      let dx = reference.inputPullback(dy, weight: weight)
      expect(
        own.inputPullback(dy, weight: packed, bias: nil, slope: 1), dx, "gradient of the input")
      expect(
        own.inputPullback(dy, weight: packed, bias: back, slope: 0),
        leakyReLU(addingToRows(dx, back), slope: 0), "rectified transposed convolution")
      expect(
        own.weightPullback(dy, input: x), reference.weightPullback(dy, input: x),
        "gradient of the weight")
    }

    @Test(arguments: microKernels.indices, 0..<60)
    func everyMicroKernelMatchesTheReference(microKernel index: Int, seed: Int) {
      let (name, microKernel) = Self.microKernels[index]
      let (window, sizes, outputs) = Self.shape(seed: seed)
      Self.expectReference(
        DirectConvolution(
          microKernel, input: sizes, weight: [window.height, window.width, sizes[3], outputs],
          window: window), window, sizes, outputs: outputs, name, seed: seed)
    }

    @Test(arguments: microKernels.indices, 0..<8)
    func fewChannelsOutMatchTheReference(microKernel index: Int, seed: Int) throws {
      let (name, microKernel) = Self.microKernels[index]
      var random = RandomStream(seed: UInt64(seed), stream: 81)
      let padding = 1 + random.integer(below: 2)
      let window = ConvolutionWindow(
        height: 2 * padding + 1, width: 2 * padding + 1, padding: padding)
      let outputs = 1 + random.integer(below: 4)
      let sizes = [
        1 + random.integer(below: 9), 3 + random.integer(below: 15), 3 + random.integer(below: 15),
        outputs + 1 + random.integer(below: 40),
      ]
      let mirrored = try #require(
        MirroredConvolution(
          microKernel, input: sizes, weight: [window.height, window.width, sizes[3], outputs],
          window: window))
      Self.expectReference(mirrored, window, sizes, outputs: outputs, name, seed: seed)
    }

    /// An algorithm with images and channels in sizes that fit.
    static func winograd(
      _ microKernel: MicroKernel, _ algorithm: WinogradAlgorithm, seed: Int
    ) -> (convolution: WinogradConvolution, sizes: [Int], outputs: Int) {
      var random = RandomStream(seed: UInt64(seed), stream: 80)
      func multiple(of unit: Int, below limit: Int) -> Int {
        unit * (1 + random.integer(below: limit))
      }
      let window = window(of: algorithm)
      let side = algorithm.results * window.stride
      let sizes = [
        1 + random.integer(below: 20), multiple(of: side, below: 24 / side),
        multiple(of: side, below: 24 / side), multiple(of: 32, below: 3),
      ]
      let outputs = multiple(of: 32, below: 3)
      return (
        WinogradConvolution(
          microKernel, algorithm, input: sizes,
          weight: [window.height, window.width, sizes[3], outputs], window: window),
        sizes, outputs
      )
    }

    static let downsampling = ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1)

    /// The window that an algorithm computes in the networks.
    static func window(of algorithm: WinogradAlgorithm) -> ConvolutionWindow {
      algorithm.taps == 2 ? downsampling : ConvolutionWindow(height: 3, width: 3, padding: 1)
    }

    /// The limits are twice what these sizes show.
    ///
    /// F(2x2, 2x2) only adds and subtracts and rounds as a direct convolution does; see `WinogradAlgorithm`
    /// for the others.
    @Test(arguments: microKernels.indices, 0..<12)
    func winogradMatchesTheReference(microKernel index: Int, seed: Int) {
      let (name, microKernel) = Self.microKernels[index]
      for algorithm in WinogradAlgorithm.allCases {
        let (winograd, sizes, outputs) = Self.winograd(microKernel, algorithm, seed: seed)
        #expect(winograd.fits)
        Self.expectReference(
          winograd, Self.window(of: algorithm), sizes, outputs: outputs, "\(name), \(algorithm)",
          seed: seed, tolerance: algorithm == .results2Taps2 ? nil : 4e-6)
      }
    }

    /// Sums of four of these numbers, and what is summed up of their products, need no rounding.
    @Test(arguments: pairedMicroKernels.indices, 0..<8)
    func bfloat16IsExactForSmallWholeNumbers(microKernel index: Int, seed: Int) {
      let (name, microKernel) = Self.pairedMicroKernels[index]
      let (winograd, sizes, outputs) = Self.winograd(microKernel, .results2Taps2, seed: seed)
      Self.expectReference(
        winograd, Self.downsampling, sizes, outputs: outputs, name, seed: seed, tolerance: 0
      ) { shape, random in
        Tensor(
          shape: shape,
          elements: (0..<shape.reduce(1, *)).map { _ in Scalar(random.integer(below: 7) - 3) })
      }
    }

    /// Eight bits of precision: each factor is off by up to 2^-9 of it.
    @Test(arguments: pairedMicroKernels.indices, 0..<8)
    func bfloat16IsAsCloseAsItsPrecision(microKernel index: Int, seed: Int) {
      let (name, microKernel) = Self.pairedMicroKernels[index]
      let (winograd, sizes, outputs) = Self.winograd(microKernel, .results2Taps2, seed: seed)
      Self.expectReference(
        winograd, Self.downsampling, sizes, outputs: outputs, name, seed: seed, tolerance: 0.01)
    }

    @Test(arguments: pairedMicroKernels.indices)
    func bfloat16KeepsWhatIsNotANumber(microKernel index: Int) {
      let (_, microKernel) = Self.pairedMicroKernels[index]
      var random = RandomStream(seed: 1, stream: 79)
      let shape = [1, 8, 8, 32]
      let weight = PackedWeight(Tensor.normal(shape: [4, 4, 32, 32], from: &random))
      let winograd = WinogradConvolution(
        microKernel, .results2Taps2, input: shape, weight: weight.tensor.shape,
        window: Self.downsampling)
      for number in [Scalar.nan, Scalar(bitPattern: 0x7FFF_FFFF), .infinity] {
        let y = winograd.convolution(
          Tensor(repeating: number, shape: shape), weight: weight, bias: nil, slope: 1)
        #expect(y.elements.contains { $0.isFinite } == false)
      }
    }

    @Test func precisionIsThatOfTheCall() throws {
      var random = RandomStream(seed: 1, stream: 79)
      let x = Tensor.normal(shape: [64, 8, 8, 32], from: &random)
      let weight = PackedWeight(Tensor.normal(shape: [4, 4, 32, 32], from: &random))
      func result(_ precision: Precision) -> Tensor {
        TensorCore.convolution(
          x, weight: weight, window: Self.downsampling,
          compute: .fromEnvironment.with(precision: precision))
      }
      let plain = result(.float32)
      let kernels = Compute.fromEnvironment.kernels
      guard Precision.bfloat16.isAvailable(with: kernels) else {
        #expect(throws: Failure.self) { try Precision.bfloat16.require(with: kernels) }
        return
      }
      try Precision.bfloat16.require(with: kernels)
      #expect(closeness(of: result(.bfloat16), to: plain).isClose == false)
      let again = result(.float32)
      #expect(closeness(of: again, to: plain).isClose)
    }

    @Test func theBestPathIsChosenAndThreadsDoNotMatter() {
      #expect(KernelPath.best.isAvailable)
      #expect(KernelPath.openBLAS.isAvailable)
      var random = RandomStream(seed: 1, stream: 79)
      let x = Tensor.normal(shape: [5, 24, 16, 32], from: &random)
      let weight = PackedWeight(Tensor.normal(shape: [4, 4, 32, 96], from: &random))
      for (name, microKernel) in Self.microKernels + Self.pairedMicroKernels {
        let weights = weight.tensor.shape
        var convolutions: [any MicroKernelConvolution] = [
          WinogradConvolution(
            microKernel, .results2Taps2, input: x.shape, weight: weights,
            window: Self.downsampling)
        ]
        if microKernel.factorsPerWord == 1 {
          convolutions.append(
            WinogradConvolution(
              microKernel, .results4Taps2, input: x.shape, weight: weights,
              window: Self.downsampling))
          convolutions.append(
            DirectConvolution(
              microKernel, input: x.shape, weight: weights, window: Self.downsampling))
        }
        for convolution in convolutions {
          let results = ThreadCounts.results([1, 2, 3]) { _ in
            let y = convolution.convolution(x, weight: weight, bias: nil, slope: 1)
            return [
              y, convolution.inputPullback(y, weight: weight, bias: nil, slope: 1),
              convolution.weightPullback(y, input: x),
            ]
          }
          #expect(results[1] == results[0] && results[2] == results[0], "\(name)")
        }
      }
    }
  }
#endif
