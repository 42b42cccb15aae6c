import Configuration
import TensorCore

/// The sizes of an image or spectrogram on its way down to the feature vector and up again.
struct Pyramid {
  let height, width: Int
  let channels: Int
  let depth: Int

  /// Sides extended to a multiple of 2^depth: what the convolutions work on.
  var paddedHeight: Int { roundedUp(height) }
  var paddedWidth: Int { roundedUp(width) }
  /// Sides after the last downsampling.
  var lowestHeight: Int { paddedHeight >> depth }
  var lowestWidth: Int { paddedWidth >> depth }

  /// Whether nothing but one pixel is left after the last downsampling: nothing to normalise.
  var isOnePixel: Bool { isOnePixel(level: depth) }

  /// Whether nothing but one pixel is left after `level` downsamplings.
  func isOnePixel(level: Int) -> Bool { paddedHeight >> level == 1 && paddedWidth >> level == 1 }

  private func roundedUp(_ side: Int) -> Int { ((side + (1 << depth) - 1) >> depth) << depth }

  /// Channels after `level` downsamplings: they double each time, up to eight times the first.
  static func channels(width: Int, level: Int) -> Int { width << min(level - 1, 3) }
}

/// The value of silence and of black: where an image or spectrogram is extended.
let floorValue: Scalar = -1

extension Configuration {
  /// The sizes of images or of spectrograms inside the networks.
  func pyramid(of modality: Modality) -> Pyramid {
    switch modality {
    case .image:
      Pyramid(height: image.height, width: image.width, channels: 3, depth: networks.depth)
    case .sound:
      Pyramid(height: sound.bands, width: sound.frames, channels: 1, depth: networks.depth)
    }
  }
}
