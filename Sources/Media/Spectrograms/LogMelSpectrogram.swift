import Synchronization

/// Turns sound into log-mel spectrograms.
///
/// The result equals that of librosa's `melspectrogram` (Hann window, centred frames, zeros beyond the
/// ends, power) followed by `power_to_db` with reference 1, least power 1e-10 and no dynamic floor. Any
/// number of threads may share one object.
public final class LogMelSpectrogram: @unchecked Sendable {
  /// How the spectrograms are made.
  public let settings: SpectrogramSettings

  private let transform: FourierTransform
  private let window: [Float]
  /// For each band the first number of the spectrum it weights, and the range of its weights.
  private let filters: [(offset: Int, weights: Range<Int>)]
  /// The weights of all bands, each twice: real and imaginary part have the same weight.
  private let weights: [Float]
  private let scratches = Mutex<[Scratch]>([])

  /// Weights are applied sixteen at a time; those of a band are padded by zeros to whole vectors.
  private static let lanes = 16

  private final class Scratch: Sendable {
    let samples: AlignedFloats
    let spectrum: AlignedFloats

    init(_ transform: FourierTransform) {
      samples = AlignedFloats(count: transform.length)
      spectrum = AlignedFloats(count: 2 * transform.bins + 2 * LogMelSpectrogram.lanes)
    }
  }

  /// Makes spectrograms of valid settings.
  ///
  /// Window, filters and transform are prepared once, so keep the object.
  public init(_ settings: SpectrogramSettings) {
    self.settings = settings
    transform = FourierTransform(length: settings.windowLength)
    window = HannWindow.weights(length: settings.windowLength)
    var weights: [Float] = []
    filters = MelFilterBank(settings).filters.map { filter in
      let start = weights.count
      for weight in filter.weights { weights += [Float(weight), Float(weight)] }
      let excess = (weights.count - start) % LogMelSpectrogram.lanes
      if excess > 0 {
        weights += [Float](repeating: 0, count: LogMelSpectrogram.lanes - excess)
      }
      return (2 * filter.firstBin, start..<weights.count)
    }
    self.weights = weights
  }

  /// The spectrogram of samples at the settings' rate.
  ///
  /// It has the shape [bands, 1 + count / hopLength]; no samples give one silent frame.
  public func callAsFunction(_ samples: [Float]) -> LogMel {
    let frames = settings.frames(ofSamples: samples.count)
    let levels = levels(of: samples, firstStart: -settings.windowLength / 2, frames: frames)
    return LogMel(bands: settings.bands, frames: frames, frameByFrame: levels)
  }

  /// The spectrogram of the rest of a sound, read at the settings' rate.
  ///
  /// Only the spectrogram is in memory as a whole, never the samples.
  ///
  /// - Throws: what the reader throws.
  public func callAsFunction(_ reader: SoundReader) throws -> LogMel {
    precondition(
      reader.sampleRate == settings.sampleRate,
      "a reader at \(reader.sampleRate) Hz for a spectrogram at \(settings.sampleRate) Hz")
    let hop = settings.hopLength
    var levels: [Float] = []
    var frames = 0
    // `pending` begins where the window of the next frame begins.
    var pending = [Float](repeating: 0, count: settings.windowLength / 2)
    while true {
      let piece = try reader.read(maximumFrames: 1 << 16)
      let isLast = piece.isEmpty
      pending += piece
      if isLast { pending += [Float](repeating: 0, count: settings.windowLength / 2) }
      let ready =
        pending.count < settings.windowLength
        ? 0 : 1 + (pending.count - settings.windowLength) / hop
      levels += self.levels(of: pending, firstStart: 0, frames: ready)
      frames += ready
      pending.removeFirst(ready * hop)
      if isLast { break }
    }
    return LogMel(bands: settings.bands, frames: frames, frameByFrame: levels)
  }

  /// The levels of consecutive frames, [frames, bands]; samples outside the array count as 0.
  private func levels(of samples: [Float], firstStart: Int, frames: Int) -> [Float] {
    let scratch = scratches.withLock { $0.popLast() } ?? Scratch(transform)
    defer { scratches.withLock { $0.append(scratch) } }
    let bands = settings.bands
    return [Float](unsafeUninitializedCapacity: frames * bands) { levels, count in
      samples.withUnsafeBufferPointer { samples in
        for frame in 0..<frames {
          windowed(samples, from: firstStart + frame * settings.hopLength, to: scratch.samples)
          transform.real(scratch.samples.pointer, to: scratch.spectrum.pointer)
          guard let base = levels.baseAddress else { break }
          powers(scratch.spectrum.pointer, to: base + frame * bands)
        }
      }
      if let base = levels.baseAddress { Decibels.replacePowers(base, count: frames * bands) }
      count = frames * bands
    }
  }

  /// Multiplies the samples under the window that begins at `start`.
  private func windowed(
    _ samples: UnsafeBufferPointer<Float>, from start: Int, to output: AlignedFloats
  ) {
    let length = settings.windowLength
    let first = min(max(0, -start), length)
    let end = max(first, min(length, samples.count - start))
    let target = output.pointer
    for index in 0..<first { target[index] = 0 }
    window.withUnsafeBufferPointer { window in
      guard let source = samples.baseAddress, let weights = window.baseAddress else { return }
      for index in first..<end { target[index] = weights[index] * source[start + index] }
    }
    for index in end..<length { target[index] = 0 }
  }

  /// Writes the power of each band, sums of sixteen partial sums each.
  private func powers(
    _ spectrum: UnsafeMutablePointer<Float>, to output: UnsafeMutablePointer<Float>
  ) {
    weights.withUnsafeBytes { weights in
      let numbers = UnsafeRawPointer(spectrum)
      for (band, filter) in filters.enumerated() {
        var sum = SIMD16<Float>.zero
        var address = numbers + 4 * filter.offset
        for index in stride(
          from: filter.weights.lowerBound, to: filter.weights.upperBound,
          by: LogMelSpectrogram.lanes)
        {
          let parts = address.loadUnaligned(as: SIMD16<Float>.self)
          let weight = weights.loadUnaligned(fromByteOffset: 4 * index, as: SIMD16<Float>.self)
          sum += weight * parts * parts
          address += 4 * LogMelSpectrogram.lanes
        }
        output[band] = sum.sum()
      }
    }
  }
}
