import Console
import DataSets
import Files
import Media
import TensorCore

/// Which bands and moments of a sound drew its image.
///
/// Each cell of the spectrogram is silenced in turn; the mean change of the image, by the same latent
/// vector, is that cell's influence.
public struct Explanation: Sendable {
  /// A part of the spectrogram.
  public struct Cell: Sendable {
    /// The frequencies of its bands, in hertz.
    public let hertz: ClosedRange<Double>
    /// Its moments, in seconds from the beginning of the sound.
    public let seconds: ClosedRange<Double>
    /// Its part of the whole influence, 0 to 1.
    public let share: Double
  }

  /// All cells, the most influential first.
  public let cells: [Cell]
  /// The spectrogram, the influences over it, and the image, side by side.
  public let sheet: Image
}

extension Converter {
  /// Cells in each direction.
  private static let cellsAside = 16
  /// The height of what is shown, in pixels.
  private static let shownHeight = 256

  /// Explains the image of a sound; of a long one, that of its loudest window.
  ///
  /// - Throws: `Failure` where the sound cannot be used.
  public func explanation(
    of source: ConversionSource, note: (String) -> Void
  ) throws -> Explanation {
    let (clip, start) = try loudestWindow(of: source, note: note)
    let levels = model.preprocessing.soundLevels(clip: clip)
    let (bands, frames) = (format.bands, format.frames)
    let height = (bands + Self.cellsAside - 1) / Self.cellsAside
    let width = (frames + Self.cellsAside - 1) / Self.cellsAside
    let (rows, columns) = ((bands + height - 1) / height, (frames + width - 1) / width)

    func silenced(_ cell: Int) -> [Float] {
      var rest = levels
      let (row, column) = (cell / columns, cell % columns)
      for band in row * height..<min(bands, (row + 1) * height) {
        for frame in column * width..<min(frames, (column + 1) * width) {
          rest[band * frames + frame] = -1
        }
      }
      return rest
    }
    let whole = try generatedImage(of: [levels], source).row(0).map { Float($0) }
    var influences: [Double] = []
    for first in stride(from: 0, to: rows * columns, by: Self.batchSize) {
      let batch = first..<min(first + Self.batchSize, rows * columns)
      let made = try generatedImage(of: batch.map(silenced), source)
      for row in 0..<batch.count {
        let change = zip(made.row(row), whole).reduce(0) { $0 + abs(Double($1.0) - Double($1.1)) }
        influences.append(change / Double(whole.count))
      }
    }
    let sum = influences.reduce(0, +)
    let corners = MelFilterBank.corners(format.spectrogramSettings)
    let hop = Double(format.samples) / Double(format.sampleRate) / Double(frames)
    let cells = influences.indices.map { index in
      let (row, column) = (index / columns, index % columns)
      let (low, high) = (row * height, min(bands, (row + 1) * height))
      return Explanation.Cell(
        hertz: corners[low]...corners[high + 1],
        seconds: start + Double(column * width) * hop...start + Double(
          min(frames, (column + 1) * width)) * hop,
        share: sum > 0 ? influences[index] / sum : 0)
    }
    let order = cells.indices.sorted { (cells[$1].share, $0) < (cells[$0].share, $1) }
    let most = Float(influences.max() ?? 0)
    let map = Image.heatMap(
      values: influences.map { Float($0) }, bands: rows, frames: columns,
      range: 0...max(most, .leastNormalMagnitude))
    let shown = Self.shownHeight * frames / bands
    let sheet = ImageSheet(
      rows: [
        [
          model.preprocessing.heatMap(levels.map { Scalar($0) })
            .scaled(width: shown, height: Self.shownHeight, filter: .bilinear),
          map.scaled(width: shown, height: Self.shownHeight, filter: .bilinear),
          model.preprocessing.image(whole.map { Scalar($0) })
            .scaled(
              width: Self.shownHeight * model.configuration.image.width
                / model.configuration.image.height, height: Self.shownHeight),
        ]
      ], columnLabels: ["sound", "influence", "image"])
    return Explanation(cells: order.map { cells[$0] }, sheet: sheet.drawn())
  }

  private func generatedImage(of levels: [[Float]], _ source: ConversionSource) throws -> Tensor {
    let one = latents(0..<1).elements
    return try translate(
      soundTensor(levels), source,
      Tensor(shape: [levels.count, one.count], elements: levels.flatMap { _ in one }))
  }

  private func loudestWindow(
    of source: ConversionSource, note: (String) -> Void
  ) throws -> (samples: [Float], start: Double) {
    let reader = try source.reader(sampleRate: format.sampleRate)
    var windows = SoundWindows(reader, length: format.samples)
    var loudest: (window: SoundWindows.Window, power: Double)?
    var count = 0
    while let window = try windows.next() {
      let power = window.samples.reduce(0) { $0 + Double($1) * Double($1) }
      if power > loudest?.power ?? -1 { loudest = (window, power) }
      count += 1
    }
    reader.warnings.forEach(note)
    guard let window = loudest?.window else { preconditionFailure("every sound has a window") }
    if Preprocessing.isSilent(window.samples) { note(Preprocessing.silenceNote) }
    let start = Double(window.start) / Double(format.sampleRate)
    if count > 1 { note("its loudest clip is explained, from \(start.fixed(2)) s on") }
    return (window.samples, start)
  }
}
