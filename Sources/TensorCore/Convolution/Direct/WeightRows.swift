#if !DOUBLE_PRECISION
  import MicroKernels

  /// Some rows of a weight's gradient and the positions of their sums, for a block of images.
  struct WeightRows {
    /// For each row, its offset from a pixel and the offset of its result.
    let offsets, targets: OffsetList
    /// The offsets of results that lie one behind the other.
    let dense: OffsetList
    /// For each position, the offset of its pixel and of its gradients in the packed panel.
    let pixels, panelOffsets: OffsetList
    /// The first position of each chunk and the number of its positions.
    let chunks: [(start: Int, count: Int)]

    init(
      offsets: [Int], targets: [Int], microKernel: MicroKernel, images: Int, positions count: Int,
      longest: Int,
      pixel: (_ image: Int, _ position: Int) -> Int?
    ) {
      self.offsets = OffsetList(offsets, filledToMultipleOf: microKernel.rows)
      self.targets = OffsetList(targets, filledToMultipleOf: microKernel.rows)
      dense = OffsetList((0..<microKernel.rows).map { $0 * microKernel.columns })
      var (pixels, panelOffsets): ([Int], [Int]) = ([], [])
      var chunks: [(start: Int, count: Int)] = []
      for first in stride(from: 0, to: images * count, by: longest) {
        let start = panelOffsets.count
        for position in first..<min(images * count, first + longest) {
          guard let pixel = pixel(position / count, position % count) else { continue }
          pixels.append(pixel)
          panelOffsets.append((position - first) * microKernel.columns)
        }
        chunks.append((start, panelOffsets.count - start))
      }
      self.pixels = OffsetList(pixels)
      self.panelOffsets = OffsetList(panelOffsets)
      self.chunks = chunks
    }
  }
#endif
