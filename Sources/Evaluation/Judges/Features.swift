import CMCGAN
import Media
import TensorCore

/// What the evaluators look at and listen to.
enum Features {
  /// The pixels of a picture at 16 x 16, of levels [height, width, 3] in [-1, 1].
  static func image(_ levels: some Sequence<Scalar>, _ format: ImageFormat) -> [Double] {
    Image(width: format.width, height: format.height, signedLevels: levels.map { Float($0) })
      .scaled(width: 16, height: 16).signedLevels.map { Double($0) }
  }

  /// Mean and deviation over time of each mel band, of levels [bands, frames] in [-1, 1].
  static func sound(_ levels: some Sequence<Scalar>, _ format: SoundFormat) -> [Double] {
    let values = levels.map { Double($0) }
    let frames = Double(format.frames)
    var means: [Double] = []
    var deviations: [Double] = []
    for band in 0..<format.bands {
      let row = values[band * format.frames..<(band + 1) * format.frames]
      let mean = row.reduce(0, +) / frames
      let square = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / frames
      means.append(mean)
      deviations.append(square.squareRoot())
    }
    return means + deviations
  }
}
