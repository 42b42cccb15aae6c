#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  /// The matrix products of transformed tiles with transformed filters, one for each element of a tile.
  ///
  /// The tiles of a block lie in planes: [T x T, tiles, words] in, [T x T, tiles, channels] out.
  struct TileProduct {
    /// Microtiles for which a panel stays in cache.
    private static let chunkMicrotiles = 8
    private let microKernel: MicroKernel
    private let panels: WinogradPanels
    private let sources, targets: OffsetList
    /// Words of a plane of tiles, and numbers of one of products.
    let inputPlane, sumPlane: Int

    /// Products of up to `tiles` tiles at a time.
    init(_ microKernel: MicroKernel, _ panels: WinogradPanels, tiles: Int) {
      (self.microKernel, self.panels) = (microKernel, panels)
      let rows = (tiles + microKernel.rows - 1) / microKernel.rows * microKernel.rows
      sources = OffsetList((0..<rows).map { $0 * panels.words })
      targets = OffsetList((0..<rows).map { $0 * panels.count })
      inputPlane = rows * panels.words + WinogradConvolution.planeGap
      sumPlane = rows * panels.count + WinogradConvolution.planeGap
    }

    /// Multiplies the first `tiles` tiles of each plane.
    ///
    /// What fills up the last microtile is undefined.
    func callAsFunction(
      _ inputs: UnsafePointer<Scalar>, matrices: Int, tiles: Int,
      into sums: UnsafeMutablePointer<Scalar>
    ) {
      let microtiles = (tiles + microKernel.rows - 1) / microKernel.rows
      let chunks = (microtiles + Self.chunkMicrotiles - 1) / Self.chunkMicrotiles
      ThreadPool.shared.forEach(matrices * chunks) { part in
        let (matrix, chunk) = (part / chunks, part % chunks * Self.chunkMicrotiles)
        for panel in 0..<panels.panelCount {
          microKernel.multiply(
            MicroKernel.Product(
              source: inputs + matrix * inputPlane,
              sourceOffsets: sources.start + chunk * microKernel.rows,
              target: sums + matrix * sumPlane + panel * microKernel.columns,
              targetOffsets: targets.start + chunk * microKernel.rows,
              microtiles: min(Self.chunkMicrotiles, microtiles - chunk), segments: 1,
              segmentStride: 0, run: panels.words, panel: panels.panel(matrix, panel),
              bias: inputs))
        }
      }
    }
  }
#endif
