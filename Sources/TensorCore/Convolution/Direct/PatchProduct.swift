#if !DOUBLE_PRECISION
  /// Patches of one image times packed weights, with the offset of each patch and of its result.
  struct PatchProduct {
    let panels: WeightPanels
    let segments, segmentStride, run: Int
    let source, target: [Int]

    /// A part of every patch: `segments` runs of `run` numbers from `offset` on.
    ///
    /// `row` is the panel's row of the first number.
    struct Piece {
      let offset, row, segments, run: Int
    }

    /// Divides the patches, so that each piece needs at most `numbers` numbers of a panel.
    func pieces(numbers: Int) -> [Piece] {
      let longest = max(1, numbers / panels.columns)
      if run > longest {
        let parts = (run + longest - 1) / longest
        let length = (run + parts - 1) / parts
        return (0..<segments).flatMap { segment in
          stride(from: 0, to: run, by: length).map { start in
            Piece(
              offset: segment * segmentStride + start, row: segment * run + start, segments: 1,
              run: min(length, run - start))
          }
        }
      }
      let most = longest / run
      return stride(from: 0, to: segments, by: most).map { segment in
        Piece(
          offset: segment * segmentStride, row: segment * run,
          segments: min(most, segments - segment), run: run)
      }
    }
  }
#endif
