import Description
import Files
import Inference
import Media

extension HostileInput {
  /// A spectrogram that is accepted can be turned back into sound.
  func readSpectrogram(_ bytes: [UInt8]) throws {
    let path = file(bytes)
    _ = try FileDescription.object(of: path, warn: { _ in }).encoded()
    let spectrogram = try SpectrogramFile(reading: path) { bands in
      throw Failure(.usage, path, "no settings for its \(bands) bands")
    }
    // What takes longer is the same at this size.
    guard spectrogram.settings.windowLength <= 1 << 10, spectrogram.logMel.frames <= 1 << 6 else {
      return
    }
    let made = try spectrogram.inverted(iterations: 1, subject: path)
    _ = try SoundFile.encodedWAV(made.sound)
  }
}
