#if !DOUBLE_PRECISION
  /// The offsets of one product for a block of images, filled up to whole microtiles.
  struct OffsetTable {
    let microtiles: Int
    /// The offsets of results that lie one behind the other, each as wide as a panel.
    let dense: UnsafePointer<Int32>
    private let rows: Int
    private let sources, targets, denseTargets: OffsetList

    /// The offsets for `count` images, whose patches and results lie `area` apart.
    init(
      _ product: PatchProduct, images count: Int, area: (source: Int, target: Int), rows: Int
    ) {
      func repeated(_ offsets: [Int], _ area: Int) -> OffsetList {
        OffsetList(
          (0..<count).flatMap { image in offsets.map { image * area + $0 } },
          filledToMultipleOf: rows)
      }
      self.rows = rows
      sources = repeated(product.source, area.source)
      targets = repeated(product.target, area.target)
      denseTargets = OffsetList((0..<sources.count).map { $0 * product.panels.columns })
      dense = denseTargets.start
      microtiles = sources.count / rows
    }

    /// The offsets of the patches, from a microtile on.
    func source(_ microtile: Int) -> UnsafePointer<Int32> { sources.start + microtile * rows }

    /// The offsets of the results, from a microtile on.
    func target(_ microtile: Int) -> UnsafePointer<Int32> { targets.start + microtile * rows }
  }
#endif
