#if !DOUBLE_PRECISION
  /// The positions of a tile's pixels: from (`down`, `right`) on, `step` pixels apart.
  ///
  /// The next tile begins `distance` pixels further.
  struct Placement: Sendable {
    let down, right, step, distance: Int

    /// The upper left pixel of tile (`y`, `x`), which may lie outside of the image.
    func pixel(_ y: Int, _ x: Int) -> (row: Int, column: Int) {
      (y * distance + down, x * distance + right)
    }
  }

  /// The images that tiles are read from, with one placement for each window of a tile.
  struct TileWindows: Sendable {
    let height, width, channels: Int
    let placements: [Placement]

    /// The numbers of one image.
    var area: Int { height * width * channels }

    /// A tile of an image: its upper left pixel, and the distances down and to the right.
    struct Tile {
      let start: UnsafePointer<Scalar>
      let row, column: Int
    }

    /// The tile of `side` x `side` pixels that begins at a pixel.
    ///
    /// A tile that lies inside is read where it lies. One that crosses the border is copied to `scratch`, with
    /// zeros for the pixels that are missing.
    func tile(
      of image: UnsafePointer<Scalar>, at pixel: (row: Int, column: Int), side: Int, step: Int,
      scratch: UnsafeMutablePointer<Scalar>
    ) -> Tile {
      let last = (side - 1) * step
      if pixel.row >= 0, pixel.column >= 0, pixel.row + last < height, pixel.column + last < width {
        return Tile(
          start: image + (pixel.row * width + pixel.column) * channels,
          row: step * width * channels, column: step * channels)
      }
      for y in 0..<side {
        for x in 0..<side {
          let (row, column) = (pixel.row + y * step, pixel.column + x * step)
          let target = scratch + (y * side + x) * channels
          if (0..<height).contains(row), (0..<width).contains(column) {
            target.update(from: image + (row * width + column) * channels, count: channels)
          } else {
            target.update(repeating: 0, count: channels)
          }
        }
      }
      return Tile(start: UnsafePointer(scratch), row: side * channels, column: channels)
    }
  }
#endif
