#if !DOUBLE_PRECISION
  import MicroKernels
  import Threads

  extension DirectConvolution {
    /// Positions that are summed in registers before the sums go to memory.
    ///
    /// Their gradients, one panel wide, stay in the first-level cache.
    private static let chunkPositions = 256
    /// Panels of the result that one part computes; their gradients are packed once.
    private static let partPanels = 8

    /// `convolutionWeightPullback`.
    ///
    /// A row of the result belongs to one tap of the window and one channel. Near the border some taps
    /// fall outside the image; those positions are left out, so zeros are neither stored nor multiplied.
    /// With fewer channels than a microtile has rows, the rows of all taps are taken together, from padded
    /// images. Parts are divided by rows of the window and by columns; no sum crosses parts.
    package func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
      let window = sizes.window
      let isThin = sizes.c < microKernel.rows
      let groups = isThin ? 1 : window.height
      let padding = isThin ? window.padding : 0
      let images = PaddedImages(
        height: sizes.h + 2 * padding, width: sizes.w + 2 * padding, channels: sizes.c,
        before: padding, of: (sizes.h, sizes.w))
      let block = max(1, min(sizes.n, Self.chunkPositions / max(1, sizes.positions)))
      func rowSets(_ count: Int) -> [[WeightRows]] {
        (0..<groups).map { ky in
          isThin
            ? [allTaps(images, count)]
            : (0..<window.width).map { kx in oneTap(ky, kx, images, count) }
        }
      }
      let full = rowSets(block)
      let last = sizes.n.isMultiple(of: block) ? full : rowSets(sizes.n % block)
      let panelCount = (sizes.o + microKernel.columns - 1) / microKernel.columns
      // Few channels make one group of rows, whose work is shared out by columns alone.
      let partPanels = isThin ? 2 : Self.partPanels
      let parts = (panelCount + partPanels - 1) / partPanels
      return Tensor(shape: sizes.weight) { out in
        x.withPointer { x in
          dy.withPointer { dy in
            ThreadPool.shared.forEach(groups * parts) { part in
              let first = part % parts * partPanels
              let panels = first..<min(panelCount, first + partPanels)
              let group = part / parts
              withPanelTargets(out, panels, rowSets: full[group]) { target in
                for start in stride(from: 0, to: sizes.n, by: block) {
                  let count = min(block, sizes.n - start)
                  images.withPadded(x, start..<start + count) { x in
                    sum(
                      count == block ? full[group] : last[group], panels, x: x,
                      dy: dy + start * sizes.positions * sizes.o, images: count,
                      accumulating: start > 0, target)
                  }
                }
              }
            }
          }
        }
      }
    }

    /// The address of the rows of one panel of the result.
    ///
    /// A whole panel goes straight into the weight. A panel that is wider than the remaining columns goes
    /// to scratch memory, where its rows are dense.
    private struct PanelTarget {
      let start: UnsafeMutablePointer<Scalar>
      let isDense: Bool
    }

    /// Calls `body` with the target of each panel, then copies the rows in scratch memory to the weight.
    private func withPanelTargets(
      _ out: UnsafeMutablePointer<Scalar>, _ panels: Range<Int>, rowSets: [WeightRows],
      _ body: ((Int) -> PanelTarget) -> Void
    ) {
      let present = sizes.o - (panels.upperBound - 1) * microKernel.columns
      guard present < microKernel.columns else {
        return body { PanelTarget(start: out + $0 * microKernel.columns, isDense: false) }
      }
      let rows = rowSets.reduce(0) { $0 + $1.targets.count }
      withScratch(rows * microKernel.columns) { scratch in
        body { panel in
          panel == panels.upperBound - 1
            ? PanelTarget(start: scratch, isDense: true)
            : PanelTarget(start: out + panel * microKernel.columns, isDense: false)
        }
        var source = scratch
        for rows in rowSets {
          for row in 0..<rows.targets.count {
            (out + Int(rows.targets.start[row]) + (panels.upperBound - 1) * microKernel.columns)
              .update(from: source, count: present)
            source += microKernel.columns
          }
        }
      }
    }

    /// Adds the outer products of a block of images to some rows, in the columns of some panels.
    private func sum(
      _ rowSets: [WeightRows], _ panels: Range<Int>, x: UnsafePointer<Scalar>,
      dy: UnsafePointer<Scalar>, images: Int, accumulating: Bool, _ target: (Int) -> PanelTarget
    ) {
      let positions = images * sizes.positions
      let longest = min(positions, Self.chunkPositions)
      let area = longest * microKernel.columns
      withScratch(panels.count * area + longest * microKernel.rows + 8) { packed in
        let packedRows = packed + panels.count * area
        for (chunk, first) in stride(from: 0, to: positions, by: longest).enumerated() {
          for (index, panel) in panels.enumerated() {
            pack(
              dy + first * sizes.o + panel * microKernel.columns,
              rows: min(longest, positions - first),
              present: min(microKernel.columns, sizes.o - panel * microKernel.columns),
              into: packed + index * area)
          }
          var dense = 0
          for rows in rowSets {
            let (start, count) = rows.chunks[chunk]
            for row in stride(from: 0, to: rows.offsets.count, by: microKernel.rows) {
              pack(
                x, hasSlack: sizes.c < microKernel.rows && sizes.window.padding > 0,
                rows.pixels.start + start, count: count, rows.offsets.start + row,
                into: packedRows)
              for (index, panel) in panels.enumerated() {
                let panelTarget = target(panel)
                microKernel.accumulate(
                  MicroKernel.OuterProducts(
                    source: packedRows, panel: packed + index * area,
                    panelOffsets: rows.panelOffsets.start + start, count: count,
                    target: panelTarget.start
                      + (panelTarget.isDense ? dense * microKernel.columns : 0),
                    targetOffsets: panelTarget.isDense
                      ? rows.dense.start : rows.targets.start + row,
                    accumulating: accumulating || chunk > 0))
              }
              dense += microKernel.rows
            }
          }
        }
      }
    }

    /// Packs the columns of one panel of the gradient, with zeros for missing columns.
    private func pack(
      _ source: UnsafePointer<Scalar>, rows: Int, present: Int,
      into target: UnsafeMutablePointer<Scalar>
    ) {
      guard present == microKernel.columns else {
        target.update(repeating: 0, count: rows * microKernel.columns)
        for row in 0..<rows {
          (target + row * microKernel.columns).update(from: source + row * sizes.o, count: present)
        }
        return
      }
      for row in 0..<rows {
        let (from, to) = (source + row * sizes.o, target + row * microKernel.columns)
        for c in stride(from: 0, to: microKernel.columns, by: 16) {
          copy(SIMD16.self, from + c, to: to + c)
        }
      }
    }

    /// Packs the rows of one microtile at each of some pixels.
    ///
    /// With slack, a few numbers behind the source may be read.
    private func pack(
      _ source: UnsafePointer<Scalar>, hasSlack: Bool, _ pixels: UnsafePointer<Int32>, count: Int,
      _ offsets: UnsafePointer<Int32>, into target: UnsafeMutablePointer<Scalar>
    ) {
      let rows = microKernel.rows
      // Consecutive channels are copied eight at a time; the next position overwrites those too many.
      let width = 8
      let first = Int(offsets[0])
      let isInside = first + width <= sizes.c || hasSlack
      let isOneRun = (0..<rows).allSatisfy { Int(offsets[$0]) == first + $0 }
      if rows <= width, isInside, isOneRun {
        for position in 0..<count {
          copy(SIMD8.self, source + Int(pixels[position]) + first, to: target + position * rows)
        }
        return
      }
      for row in 0..<rows {
        let source = source + Int(offsets[row])
        for position in 0..<count {
          target[position * rows + row] = source[Int(pixels[position])]
        }
      }
    }

    @inline(__always)
    private func copy<Lanes: SIMD>(
      _ lanes: Lanes.Type, _ source: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>
    ) where Lanes.Scalar == Scalar {
      UnsafeMutableRawPointer(target).storeBytes(
        of: UnsafeRawPointer(source).loadUnaligned(as: lanes), as: lanes)
    }

    /// The rows of one tap of the window, from images without padding.
    private func oneTap(
      _ ky: Int, _ kx: Int, _ images: PaddedImages, _ count: Int
    ) -> WeightRows {
      let (window, w) = (sizes.window, sizes.w)
      return WeightRows(
        offsets: Array(0..<sizes.c),
        targets: (0..<sizes.c).map { ((ky * window.width + kx) * sizes.c + $0) * sizes.o },
        microKernel: microKernel, images: count, positions: sizes.positions,
        longest: Self.chunkPositions
      ) { image, position in
        let y = position / sizes.pw * window.stride + ky - window.padding
        let x = position % sizes.pw * window.stride + kx - window.padding
        guard y >= 0, y < sizes.h, x >= 0, x < w else { return nil }
        return image * images.area + (y * w + x) * sizes.c
      }
    }

    /// The rows of all taps of the window, from padded images.
    private func allTaps(_ images: PaddedImages, _ count: Int) -> WeightRows {
      let window = sizes.window
      let rows = window.height * window.width * sizes.c
      return WeightRows(
        offsets: (0..<rows).map { row in
          let (ky, rest) = row.quotientAndRemainder(dividingBy: window.width * sizes.c)
          return ky * images.width * sizes.c + rest
        },
        targets: (0..<rows).map { $0 * sizes.o },
        microKernel: microKernel, images: count, positions: sizes.positions,
        longest: Self.chunkPositions
      ) { image, position in
        image * images.area
          + (position / sizes.pw * images.width + position % sizes.pw) * window.stride * sizes.c
      }
    }
  }
#endif
