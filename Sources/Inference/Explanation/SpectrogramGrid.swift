import Configuration
import Media

/// The cells of a spectrogram whose influence is measured: at most 16 in each direction.
struct SpectrogramGrid {
  /// Cells in each direction.
  private static let cellsAside = 16

  /// How many cells there are along the bands.
  let rows: Int
  /// How many cells there are along the frames.
  let columns: Int
  private let bands: Int
  private let frames: Int
  /// Bands of a cell.
  private let height: Int
  /// Frames of a cell.
  private let width: Int
  /// The frequencies between which the bands lie, in hertz.
  private let corners: [Double]
  /// Seconds of a frame.
  private let hop: Double
  /// Where the spectrogram begins in the sound, in seconds.
  private let start: Double

  /// The grid of a spectrogram that begins at a time of its sound, in seconds.
  init(_ format: SoundFormat, start: Double) {
    (bands, frames) = (format.bands, format.frames)
    height = (bands + Self.cellsAside - 1) / Self.cellsAside
    width = (frames + Self.cellsAside - 1) / Self.cellsAside
    (rows, columns) = ((bands + height - 1) / height, (frames + width - 1) / width)
    corners = MelFilterBank.corners(format.spectrogramSettings)
    hop = Double(format.samples) / Double(format.sampleRate) / Double(frames)
    self.start = start
  }

  var cellCount: Int { rows * columns }

  /// Levels [bands, frames] with one cell at the floor.
  func silenced(_ cell: Int, of levels: [Float]) -> [Float] {
    var rest = levels
    let (row, column) = (cell / columns, cell % columns)
    for band in row * height..<min(bands, (row + 1) * height) {
      for frame in column * width..<min(frames, (column + 1) * width) {
        rest[band * frames + frame] = -1
      }
    }
    return rest
  }

  /// The frequencies of a cell.
  func hertz(of cell: Int) -> ClosedRange<Double> {
    let row = cell / columns
    return corners[row * height]...corners[min(bands, (row + 1) * height) + 1]
  }

  /// The time of a cell, in seconds from the beginning of the sound.
  func seconds(of cell: Int) -> ClosedRange<Double> {
    let column = cell % columns
    return start + Double(column * width) * hop...start + Double(
      min(frames, (column + 1) * width)) * hop
  }
}
