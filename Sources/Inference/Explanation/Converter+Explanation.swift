import Console
import DataSets
import Files
import Media
import Preprocessing
import TensorCore

extension Converter {
  /// The height of what is shown, in pixels.
  private static let shownHeight = 256

  /// Explains the image of a sound; of a long one, that of its loudest window.
  ///
  /// - Parameters:
  ///   - source: a sound, or a film whose sound is used.
  ///   - note: called with what is odd about the sound.
  /// - Returns: the cells of the spectrogram, and a sheet that shows them.
  /// - Throws: what reading the sound throws; `Failure` of kind `badInput` where the networks give
  ///   values that are not finite.
  public func explanation(
    of source: ConversionSource, note: (String) -> Void
  ) throws -> Explanation {
    let (clip, start, count) = try loudestWindow(of: source, note: note)
    if Preprocessing.isSilent(clip) { note(Preprocessing.silenceNote) }
    if count > 1 { note("its loudest clip is explained, from \(start.fixed(2)) s on") }
    let levels = model.preprocessing.soundLevels(clip: clip)
    let grid = SpectrogramGrid(format, start: start)
    let image = try generatedImage(of: [levels], source).row(0).map { Float($0) }
    var influences: [Double] = []
    for first in stride(from: 0, to: grid.cellCount, by: Self.batchSize) {
      let batch = first..<min(first + Self.batchSize, grid.cellCount)
      let generated = try generatedImage(of: batch.map { grid.silenced($0, of: levels) }, source)
      for row in 0..<batch.count {
        let change = zip(generated.row(row), image).reduce(0) {
          $0 + abs(Double($1.0) - Double($1.1))
        }
        influences.append(change / Double(image.count))
      }
    }
    let sum = influences.reduce(0, +)
    let cells = influences.indices.map { index in
      Explanation.Cell(
        hertz: grid.hertz(of: index), seconds: grid.seconds(of: index),
        share: sum > 0 ? influences[index] / sum : 0)
    }
    let order = cells.indices.sorted { (cells[$1].share, $0) < (cells[$0].share, $1) }
    return Explanation(
      cells: order.map { cells[$0] }, sheet: sheet(levels, influences, on: grid, image))
  }

  /// The spectrogram, the influences of its cells, and the image, side by side.
  private func sheet(
    _ levels: [Float], _ influences: [Double], on grid: SpectrogramGrid, _ image: [Float]
  ) -> Image {
    let most = Float(influences.max() ?? 0)
    let map = Image.heatMap(
      values: influences.map { Float($0) }, bands: grid.rows, frames: grid.columns,
      range: 0...max(most, .leastNormalMagnitude))
    let height = Self.shownHeight
    let width = height * format.frames / format.bands
    let imageFormat = model.configuration.image
    let sheet = ImageSheet(
      rows: [
        [
          model.preprocessing.heatMap(levels.map { Scalar($0) })
            .scaled(width: width, height: height, filter: .bilinear),
          map.scaled(width: width, height: height, filter: .bilinear),
          model.preprocessing.image(image.map { Scalar($0) })
            .scaled(width: height * imageFormat.width / imageFormat.height, height: height),
        ]
      ], columnLabels: ["sound", "influence", "image"])
    return sheet.drawn()
  }

  private func generatedImage(of levels: [[Float]], _ source: ConversionSource) throws -> Tensor {
    let one = latents(0..<1).elements
    return try translate(
      soundTensor(levels), source,
      Tensor(shape: [levels.count, one.count], elements: levels.flatMap { _ in one }))
  }

  /// The loudest window of a sound, its start in seconds, and how many windows there are.
  func loudestWindow(
    of source: ConversionSource, note: (String) -> Void
  ) throws -> (samples: [Float], start: Double, count: Int) {
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
    return (window.samples, Double(window.start) / Double(format.sampleRate), count)
  }
}
