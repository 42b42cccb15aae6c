#if !DOUBLE_PRECISION
  import TensorCore
  import TestSupport
  import Testing
  import Tiles
  import WideTile

  /// The loops of every path against unfolded patches and OpenBLAS.
  @Suite struct DirectConvolutionTests {
    /// What this processor can run: its own paths, and the wide loops of AVX-512 in registers of AVX2.
    static let tiles: [(name: String, tile: Tile)] =
      KernelPath.allCases.compactMap { path in
        path.isAvailable ? path.tile.map { (path.rawValue, $0) } : nil
      } + (KernelPath.avx2.isAvailable ? [("wide", WideTile.tileAVX512)] : [])

    /// Windows, pictures, sides and channels: even and odd, one and many, less and more than a tile.
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

    /// Expects all products by `tiled` to be those of unfolded patches and OpenBLAS.
    static func expectReference(
      _ tiled: any TiledConvolution, _ window: ConvolutionWindow, _ sizes: [Int], outputs: Int,
      _ name: String, seed: Int
    ) {
      var random = RandomStream(seed: UInt64(seed), stream: 78)
      let x = Tensor.normal(shape: sizes, from: &random)
      let weight = Tensor.normal(
        shape: [window.height, window.width, sizes[3], outputs], from: &random)
      let bias = Tensor.normal(shape: [outputs], from: &random)
      let back = Tensor.normal(shape: [sizes[3]], from: &random)
      let reference = ReferenceConvolution(input: sizes, weight: weight.shape, window: window)
      let packed = PackedWeight(weight)
      func expect(_ found: Tensor, _ expected: Tensor, _ what: String) {
        let closeness = closeness(of: found, to: expected)
        #expect(
          closeness.isClose, "\(what) by \(name), \(window), \(sizes), \(outputs): \(closeness)")
      }

      let y = reference.convolution(x, weight: weight, bias: bias)
      expect(tiled.convolution(x, weight: packed, bias: bias, slope: 1), y, "result")
      expect(
        tiled.convolution(x, weight: packed, bias: bias, slope: 0.2), leakyReLU(y, slope: 0.2),
        "rectified result")
      let dy = Tensor.normal(shape: y.shape, from: &random)
      let dx = reference.inputPullback(dy, weight: weight)
      expect(
        tiled.inputPullback(dy, weight: packed, bias: nil, slope: 1), dx, "gradient of the input")
      expect(
        tiled.inputPullback(dy, weight: packed, bias: back, slope: 0),
        leakyReLU(addingToRows(dx, back), slope: 0), "rectified transposed convolution")
      expect(
        tiled.weightPullback(dy, input: x), reference.weightPullback(dy, input: x),
        "gradient of the weight")
    }

    @Test(arguments: tiles.indices, 0..<60)
    func everyTileMatchesTheReference(tile index: Int, seed: Int) {
      let (name, tile) = Self.tiles[index]
      let (window, sizes, outputs) = Self.shape(seed: seed)
      Self.expectReference(
        DirectConvolution(
          tile, input: sizes, weight: [window.height, window.width, sizes[3], outputs],
          window: window), window, sizes, outputs: outputs, name, seed: seed)
    }

    @Test(arguments: tiles.indices, 0..<8)
    func nineProductsMatchTheReference(tile index: Int, seed: Int) {
      let (name, tile) = Self.tiles[index]
      var random = RandomStream(seed: UInt64(seed), stream: 80)
      func multiple(of unit: Int, below limit: Int) -> Int {
        unit * (1 + random.integer(below: limit))
      }
      let sizes = [
        1 + random.integer(below: 20), multiple(of: 4, below: 6), multiple(of: 4, below: 6),
        multiple(of: 32, below: 3),
      ]
      let outputs = multiple(of: 32, below: 3)
      let window = ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1)
      let winograd = WinogradConvolution(
        tile, input: sizes, weight: [4, 4, sizes[3], outputs], window: window)
      #expect(winograd.fits)
      Self.expectReference(winograd, window, sizes, outputs: outputs, name, seed: seed)
    }

    @Test func theBestPathIsChosenAndThreadsDoNotMatter() {
      #expect(KernelPath.best.isAvailable)
      #expect(KernelPath.openBLAS.isAvailable)
      var random = RandomStream(seed: 1, stream: 79)
      let x = Tensor.normal(shape: [5, 20, 16, 32], from: &random)
      let weight = PackedWeight(Tensor.normal(shape: [4, 4, 32, 96], from: &random))
      let window = ConvolutionWindow(height: 4, width: 4, stride: 2, padding: 1)
      for (name, tile) in Self.tiles {
        let weights = weight.tensor.shape
        let convolutions: [any TiledConvolution] = [
          DirectConvolution(tile, input: x.shape, weight: weights, window: window),
          WinogradConvolution(tile, input: x.shape, weight: weights, window: window),
        ]
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
