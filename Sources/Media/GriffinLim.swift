import Synchronization

/// Finds a sound whose short-time Fourier transform has given magnitudes.
///
/// The fast Griffin-Lim algorithm (Perraudin, Balazs and Søndergaard, 2013): project on the
/// spectra of real sounds, restore the magnitudes, keep some momentum. It starts from the phases of
/// `PhasePropagation`, so equal magnitudes always give equal samples. One object may serve any
/// number of threads at once.
public final class GriffinLim: @unchecked Sendable {
  /// A sound and how well it fits.
  public struct Result: Sendable, Equatable {
    /// The samples, as many as were asked for.
    public let samples: [Float]
    /// The spectral convergence: the norm of the error of the magnitudes over their norm.
    public let spectralConvergence: Double
  }

  /// The length of the Hann window, in samples.
  public let windowLength: Int
  /// The distance of two frames, in samples.
  public let hopLength: Int
  /// How much of the last step is repeated in the next.
  public let momentum: Float

  private let transform: FourierTransform
  private let window: [Float]
  /// The window with the inverse transform's factor 1 / length.
  private let synthesisWindow: [Float]
  /// Numbers from one row of a spectrum to the next.
  private let stride: Int

  /// Synthesis for frames of an even window length, at most half a window apart.
  public init(windowLength: Int, hopLength: Int, momentum: Float = 0.99) {
    precondition(
      hopLength > 0 && 2 * hopLength <= windowLength,
      "windows of \(windowLength) samples do not overlap enough at a hop of \(hopLength)")
    self.windowLength = windowLength
    self.hopLength = hopLength
    self.momentum = momentum
    transform = FourierTransform(length: windowLength)
    window = HannWindow.weights(length: windowLength)
    synthesisWindow = window.map { $0 / Float(windowLength) }
    stride = AlignedFloats.paddedCount(2 * transform.bins)
  }

  /// The number of samples that `frames` frames describe when no other length is asked for.
  public func sampleCount(ofFrames frames: Int) -> Int { max(0, frames - 1) * hopLength }

  /// A sound of the given magnitudes.
  ///
  /// - Parameters:
  ///   - magnitudes: frame by frame, [frames, windowLength / 2 + 1], finite and not negative.
  ///   - frames: the number of frames, at least 1.
  ///   - length: the number of samples wanted; nil means `sampleCount(ofFrames:)`.
  ///   - iterations: how often phases are improved.
  public func callAsFunction(
    _ magnitudes: [Float], frames: Int, length: Int? = nil, iterations: Int = 60
  ) -> Result {
    let bins = transform.bins
    precondition(
      frames > 0 && magnitudes.count == frames * bins,
      "\(magnitudes.count) magnitudes are not \(frames) frames of \(bins)")
    let work = Work(self, magnitudes, frames, length ?? sampleCount(ofFrames: frames))
    var phases = PhasePropagation(windowLength: windowLength, hopLength: hopLength)
    magnitudes.withUnsafeBufferPointer { magnitudes in
      guard let magnitudes = magnitudes.baseAddress else { return }
      for frame in 0..<frames {
        phases.next(magnitudes + frame * bins, to: work.spectrum.pointer)
        overlapAdd(work, frame)
      }
    }
    work.finishSignal()
    for iteration in 0..<iterations {
      let damping = iteration == 0 ? 0 : momentum / (1 + momentum)
      for frame in 0..<frames {
        analyse(work, frame)
        restoreMagnitudes(work, frame, damping: damping)
        overlapAdd(work, frame)
      }
      work.finishSignal()
    }
    return Result(samples: work.samples, spectralConvergence: convergence(work, frames))
  }

  /// The arrays of one run.
  private final class Work {
    /// The sound so far, with half a window of silence before and enough after it.
    var signal: AlignedFloats
    /// Where the sound of the next round is added up; all 0 before.
    var next: AlignedFloats
    /// One over the sum of the squared windows at each sample.
    let weights: AlignedFloats
    /// The magnitudes, each twice, in rows like those of a spectrum.
    let magnitudes: AlignedFloats
    /// The spectra of the last round.
    let previous: AlignedFloats
    let frame: AlignedFloats
    let spectrum: AlignedFloats
    let padding: Int
    let length: Int

    init(_ owner: GriffinLim, _ magnitudes: [Float], _ frames: Int, _ length: Int) {
      let windowLength = owner.windowLength
      padding = windowLength / 2
      self.length = length
      let covered = (frames - 1) * owner.hopLength + windowLength
      let count = max(covered, length + windowLength)
      signal = AlignedFloats(count: count)
      next = AlignedFloats(count: count)
      weights = AlignedFloats(count: count)
      self.magnitudes = AlignedFloats(count: frames * owner.stride)
      previous = AlignedFloats(count: frames * owner.stride)
      frame = AlignedFloats(count: windowLength)
      spectrum = AlignedFloats(count: owner.stride)
      for frame in 0..<frames {
        for index in 0..<windowLength {
          let weight = owner.window[index]
          weights.pointer[frame * owner.hopLength + index] += weight * weight
        }
        let row = self.magnitudes.pointer + frame * owner.stride
        let bins = owner.transform.bins
        for bin in 0..<bins {
          row[2 * bin] = magnitudes[frame * bins + bin]
          row[2 * bin + 1] = magnitudes[frame * bins + bin]
        }
      }
      for index in 0..<count {
        // Samples that no window reaches stay 0, and so do those outside the sound.
        let sum = weights.pointer[index]
        let isInside = index >= padding && index < padding + length
        weights.pointer[index] = isInside && sum > .leastNormalMagnitude ? 1 / sum : 0
      }
    }

    /// Turns the sum of windowed frames into the sound, and clears the sum for the next round.
    func finishSignal() {
      swap(&signal, &next)
      let samples = signal.pointer
      let cleared = next.pointer
      let weights = weights.pointer
      for index in 0..<signal.count {
        samples[index] *= weights[index]
        cleared[index] = 0
      }
    }

    var samples: [Float] {
      Array(UnsafeBufferPointer(start: signal.pointer + padding, count: length))
    }
  }

  /// Transforms one windowed frame of the sound.
  private func analyse(_ work: Work, _ frame: Int) {
    let samples = work.signal.pointer + frame * hopLength
    let target = work.frame.pointer
    window.withUnsafeBufferPointer { window in
      guard let window = window.baseAddress else { return }
      for index in 0..<windowLength { target[index] = samples[index] * window[index] }
    }
    transform.forward(target, to: work.spectrum.pointer)
  }

  /// Gives the spectrum of a frame the wanted magnitudes, with phases pushed on by the momentum.
  ///
  /// Real and imaginary part stand by turns, so the square of a magnitude is the sum of two
  /// neighbours; swapping the halves of 64-bit words adds them without taking vectors apart.
  private func restoreMagnitudes(_ work: Work, _ frame: Int, damping: Float) {
    let spectrum = UnsafeMutableRawPointer(work.spectrum.pointer)
    let previous = UnsafeMutableRawPointer(work.previous.pointer + frame * stride)
    let magnitudes = UnsafeRawPointer(work.magnitudes.pointer + frame * stride)
    let factor = SIMD16<Float>(repeating: damping)
    for byte in Swift.stride(from: 0, to: 4 * stride, by: 64) {
      let rebuilt = spectrum.load(fromByteOffset: byte, as: SIMD16<Float>.self)
      let pushed =
        rebuilt - factor * previous.load(fromByteOffset: byte, as: SIMD16<Float>.self)
      let scale =
        GriffinLim.inverseMagnitudes(pushed)
        * magnitudes.load(fromByteOffset: byte, as: SIMD16<Float>.self)
      previous.storeBytes(of: rebuilt, toByteOffset: byte, as: SIMD16<Float>.self)
      spectrum.storeBytes(of: pushed * scale, toByteOffset: byte, as: SIMD16<Float>.self)
    }
  }

  /// One over the magnitude of each complex number, at both of its parts; large but finite for 0.
  @inline(__always)
  private static func inverseMagnitudes(_ parts: SIMD16<Float>) -> SIMD16<Float> {
    let squares = parts * parts
    let words = unsafeBitCast(squares, to: SIMD8<UInt64>.self)
    let swapped = (words &<< 32) | (words &>> 32)
    let sums =
      squares + unsafeBitCast(swapped, to: SIMD16<Float>.self)
      + SIMD16<Float>(repeating: 1e-36)
    // The square root instruction does not come out of Swift's vectors; the exponent halved by a
    // shift and three Newton steps give the inverse root to the last bits.
    let bits = unsafeBitCast(sums, to: SIMD16<UInt32>.self)
    var root = unsafeBitCast(
      SIMD16<UInt32>(repeating: 0x5f37_59df) &- (bits &>> 1), to: SIMD16<Float>.self)
    let half = sums * SIMD16<Float>(repeating: 0.5)
    let threeHalves = SIMD16<Float>(repeating: 1.5)
    root *= threeHalves - half * root * root
    root *= threeHalves - half * root * root
    root *= threeHalves - half * root * root
    return root
  }

  /// Transforms a spectrum back and adds it to the sound of the next round.
  private func overlapAdd(_ work: Work, _ frame: Int) {
    transform.inverse(work.spectrum.pointer, to: work.frame.pointer)
    let source = work.frame.pointer
    let samples = work.next.pointer + frame * hopLength
    synthesisWindow.withUnsafeBufferPointer { window in
      guard let window = window.baseAddress else { return }
      for index in 0..<windowLength { samples[index] += source[index] * window[index] }
    }
  }

  /// The norm of the magnitudes' error over the norm of the magnitudes; 0 when all are 0.
  private func convergence(_ work: Work, _ frames: Int) -> Double {
    var error = 0.0
    var norm = 0.0
    for frame in 0..<frames {
      analyse(work, frame)
      let spectrum = work.spectrum.pointer
      let magnitudes = work.magnitudes.pointer + frame * stride
      for bin in 0..<transform.bins {
        let real = Double(spectrum[2 * bin])
        let imaginary = Double(spectrum[2 * bin + 1])
        let wanted = Double(magnitudes[2 * bin])
        let difference = (real * real + imaginary * imaginary).squareRoot() - wanted
        error += difference * difference
        norm += wanted * wanted
      }
    }
    return norm > 0 ? (error / norm).squareRoot() : 0
  }
}
