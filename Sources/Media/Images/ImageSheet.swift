/// A table of images with labels, drawn as one image.
///
/// Set its properties, then call `drawn`. A sheet of generated images shows one input a row, for example.
public struct ImageSheet: Sendable {
  /// The images, row by row.
  ///
  /// Rows may be of different lengths, and a place may be empty.
  public var rows: [[Image?]]
  /// A label at the left of each row; none when empty.
  public var rowLabels: [String]
  /// A label above each column; none when empty.
  public var columnLabels: [String]
  /// The side of the square, in pixels of the sheet, that one pixel of an image becomes.
  public var magnification = 1
  /// Pixels between images, and around them.
  public var margin = 6
  /// The colour of the ground.
  public var background = Image.Color(red: 236, green: 236, blue: 236)
  /// The colour of the labels.
  public var ink = Image.Color(red: 40, green: 40, blue: 40)

  /// Makes a sheet of rows of images.
  public init(rows: [[Image?]], rowLabels: [String] = [], columnLabels: [String] = []) {
    self.rows = rows
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
  }

  /// Makes a sheet of images in reading order, with a number of columns.
  public init(_ images: [Image], columns: Int) {
    precondition(columns > 0, "a sheet has at least one column")
    self.init(
      rows: stride(from: 0, to: images.count, by: columns).map {
        Array(images[$0..<min($0 + columns, images.count)])
      })
  }

  /// The sheet as an image.
  ///
  /// A column is as wide as its widest image or label, a row as high as its highest. A sheet without
  /// images is a single pixel of the background, or margins.
  public func drawn() -> Image {
    let (columnStarts, rowStarts) = starts()
    var sheet = Image(
      width: max(1, columnStarts.end), height: max(1, rowStarts.end), filledWith: background)
    for (label, x) in zip(columnLabels, columnStarts.starts) {
      sheet.draw(label, x: x, y: margin, color: ink)
    }
    for (label, y) in zip(rowLabels, rowStarts.starts) {
      sheet.draw(label, x: margin, y: y, color: ink)
    }
    for (row, y) in zip(rows, rowStarts.starts) {
      for (image, x) in zip(row, columnStarts.starts) {
        if let image { sheet.place(image.magnified(magnification), x: x, y: y) }
      }
    }
    return sheet
  }

  /// The left edges of all columns and the upper edges of all rows, in pixels of the sheet.
  ///
  /// A page that shows the sheet can cut it up by these.
  public var edges: (columns: [Int], rows: [Int]) {
    let (columns, rows) = starts()
    return (columns.starts, rows.starts)
  }

  private typealias Starts = (starts: [Int], end: Int)

  private func starts() -> (columns: Starts, rows: Starts) {
    precondition(magnification > 0 && margin >= 0, "sizes of a sheet cannot be negative")
    let labelWidth = rowLabels.map(BitmapFont.width).max() ?? 0
    let left = margin + (labelWidth > 0 ? labelWidth + margin : 0)
    let top = margin + (columnLabels.isEmpty ? 0 : BitmapFont.height + margin)
    return (
      starts(from: left, sizes: columnWidths()), starts(from: top, sizes: rowHeights())
    )
  }

  private func columnWidths() -> [Int] {
    (0..<max(columnLabels.count, rows.map(\.count).max() ?? 0)).map { column in
      let widths = rows.map { column < $0.count ? ($0[column]?.width ?? 0) * magnification : 0 }
      let label = column < columnLabels.count ? BitmapFont.width(of: columnLabels[column]) : 0
      return max(label, widths.max() ?? 0)
    }
  }

  private func rowHeights() -> [Int] {
    (0..<max(rowLabels.count, rows.count)).map { row in
      let heights = row < rows.count ? rows[row].map { ($0?.height ?? 0) * magnification } : []
      return max(row < rowLabels.count ? BitmapFont.height : 0, heights.max() ?? 0)
    }
  }

  /// Where each of the sizes starts when a margin follows each, and where the last margin ends.
  private func starts(from first: Int, sizes: [Int]) -> Starts {
    var starts = [Int]()
    var end = first
    for size in sizes {
      starts.append(end)
      end += size + margin
    }
    return (starts, end)
  }
}

extension Image {
  /// The image with each pixel repeated in both directions.
  func magnified(_ factor: Int) -> Image {
    guard factor > 1 else { return self }
    var magnified = [UInt8]()
    magnified.reserveCapacity(pixels.count * factor * factor)
    for y in 0..<height {
      var line = [UInt8]()
      line.reserveCapacity(width * factor * 3)
      for start in stride(from: y * width * 3, to: (y + 1) * width * 3, by: 3) {
        for _ in 0..<factor { line += pixels[start..<start + 3] }
      }
      for _ in 0..<factor { magnified += line }
    }
    return Image(width: width * factor, height: height * factor, pixels: magnified)
  }

  /// Copies an image into this one, which it must not overhang.
  mutating func place(_ image: Image, x: Int, y: Int) {
    precondition(
      x >= 0 && y >= 0 && x + image.width <= width && y + image.height <= height,
      "the image overhangs")
    for row in 0..<image.height {
      let start = ((y + row) * width + x) * 3
      let source = row * image.width * 3
      pixels.replaceSubrange(
        start..<start + image.width * 3, with: image.pixels[source..<source + image.width * 3])
    }
  }
}
