#if !DOUBLE_PRECISION
  import Tiles

  extension WinogradConvolution {
    /// Squares that are summed up in registers before the sums go to memory.
    private static let chunkSquares = 256
    /// Parts that the channels of each of the nine products are cut into.
    private static let channelParts = 4

    /// `convolutionWeightPullback`.
    ///
    /// The gradient of a 2x2 window is its pixels convolved with the gradients of a square, summed over
    /// squares; the sum is taken before the way out of F(2x2, 2x2), so that this is gone once.
    package func weightPullback(_ dy: Tensor, input x: Tensor) -> Tensor {
      let perPicture = squares.down * squares.across
      let block = max(1, min(sizes.n, Self.chunkSquares / perPicture))
      let inner = (4 * sizes.c + tile.rows - 1) / tile.rows * tile.rows
      let rows = block * perPicture
      let pictures = paddedInput
      let targets = OffsetList((0..<tile.rows).map { $0 * sizes.o })
      let places = OffsetList((0..<min(rows, Self.chunkSquares)).map { $0 * tile.columns })
      return Tensor(shape: sizes.weight) { out in
        withScratch(9 * (inner * sizes.o + rows * (inner + sizes.o)) + 8) { sums in
          let gradients = sums + 9 * inner * sizes.o
          let pixels = gradients + 9 * rows * sizes.o
          x.withPointer { x in
            dy.withPointer { dy in
              for first in stride(from: 0, to: sizes.n, by: block) {
                let count = min(block, sizes.n - first)
                Workers.shared.forEach(count) { picture in
                  transform(
                    x, first + picture, pictures, Self.inputWindows,
                    into: pixels + picture * perPicture * inner, rows: rows, inner: inner)
                  transformGradients(
                    dy + (first + picture) * sizes.positions * sizes.o,
                    into: gradients + picture * perPicture * tile.columns, rows: rows)
                }
                Workers.shared.forEach(9 * Self.channelParts) { part in
                  let (product, group) = (part / Self.channelParts, part % Self.channelParts)
                  let tiles = inner / tile.rows
                  sum(
                    pixels + product * rows * inner,
                    tiles: tiles * group / Self.channelParts..<tiles * (group + 1)
                      / Self.channelParts,
                    inner: inner, gradients: gradients + product * rows * sizes.o, rows: rows,
                    count: count * perPicture, accumulating: first > 0, places: places.start,
                    targets: targets.start, into: sums + product * inner * sizes.o)
                }
              }
            }
          }
          Workers.shared.forEach(4 * sizes.c) { row in
            finish(sums + row * sizes.o, row: row, plane: inner * sizes.o, into: out)
          }
        }
      }
    }

    /// The nine sums of gradients of every square of one picture, in panels of a tile's columns.
    private func transformGradients(
      _ dy: UnsafePointer<Scalar>, into target: UnsafeMutablePointer<Scalar>, rows: Int
    ) {
      let plane = rows * sizes.o
      for y in 0..<squares.down {
        for x in 0..<squares.across {
          let upper = dy + (2 * y * sizes.pw + 2 * x) * sizes.o
          let lower = upper + sizes.pw * sizes.o
          let square = target + (y * squares.across + x) * tile.columns
          for first in stride(from: 0, to: sizes.o, by: tile.columns) {
            for c in stride(from: first, to: first + tile.columns, by: 8) {
              let (a, b) = (load(upper + c), load(upper + sizes.o + c))
              let (d, e) = (load(lower + c), load(lower + sizes.o + c))
              let place = square + first * rows + c - first
              store(a, place)
              store(a + b, place + plane)
              store(b, place + 2 * plane)
              store(a + d, place + 3 * plane)
              store(a + b + (d + e), place + 4 * plane)
              store(b + e, place + 5 * plane)
              store(d, place + 6 * plane)
              store(d + e, place + 7 * plane)
              store(e, place + 8 * plane)
            }
          }
        }
      }
    }

    /// Adds the outer products of some channels' sums with all gradients' to one of nine matrices.
    private func sum(
      _ pixels: UnsafePointer<Scalar>, tiles: Range<Int>, inner: Int,
      gradients: UnsafePointer<Scalar>, rows: Int, count: Int, accumulating: Bool,
      places: UnsafePointer<Int32>, targets: UnsafePointer<Int32>,
      into sums: UnsafeMutablePointer<Scalar>
    ) {
      withScratch(Self.chunkSquares * tile.rows + 8) { packed in
        for start in stride(from: 0, to: count, by: Self.chunkSquares) {
          let length = min(Self.chunkSquares, count - start)
          for index in tiles {
            // Eight numbers are copied at a time, those too many written over by the next square.
            let source = pixels + start * inner + index * tile.rows
            for square in 0..<length {
              store(load(source + square * inner), packed + square * tile.rows)
            }
            for first in stride(from: 0, to: sizes.o, by: tile.columns) {
              tile.accumulate(
                Tile.Sum(
                  source: packed, panel: gradients + first * rows + start * tile.columns,
                  places: places, count: length,
                  target: sums + index * tile.rows * sizes.o + first, targetOffsets: targets,
                  accumulating: accumulating || start > 0))
            }
          }
        }
      }
    }

    /// The gradients of the four weights that one row of the nine matrices belongs to.
    private func finish(
      _ sums: UnsafePointer<Scalar>, row: Int, plane: Int, into out: UnsafeMutablePointer<Scalar>
    ) {
      let (part, channel) = (row / sizes.c, row % sizes.c)
      let right = sizes.c * sizes.o
      let target = out + (part / 2 * 4 + part % 2) * right + channel * sizes.o
      tile.transformSquare(
        Tile.Square(
          source: sums, sumStride: plane, channels: sizes.o, target: target,
          rowStride: 8 * right, columnStride: 2 * right, bias: nil, slope: 1))
    }

    @inline(__always)
    private func load(_ address: UnsafePointer<Scalar>) -> SIMD8<Scalar> {
      UnsafeRawPointer(address).loadUnaligned(as: SIMD8<Scalar>.self)
    }

    @inline(__always)
    private func store(_ lanes: SIMD8<Scalar>, _ address: UnsafeMutablePointer<Scalar>) {
      UnsafeMutableRawPointer(address).storeBytes(of: lanes, as: SIMD8<Scalar>.self)
    }
  }
#endif
