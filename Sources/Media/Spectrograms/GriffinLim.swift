/// Finds a sound whose short-time Fourier transform has given magnitudes.
///
/// This is the fast Griffin-Lim algorithm (Perraudin, Balazs and Søndergaard, 2013). Each iteration
/// projects the spectra on those of real sounds, restores the magnitudes and adds momentum. It starts
/// from the phases of `PhasePropagation`, so equal magnitudes always give equal samples. Any number of
/// threads may share one object.
public final class GriffinLim: @unchecked Sendable {
  /// A sound and how well it fits.
  public struct Result: Sendable, Equatable {
    /// The samples, as many as were asked for.
    public let samples: [Float]
    /// The norm of the error of the magnitudes over the norm of the magnitudes.
    ///
    /// 0 is a perfect fit.
    public let spectralConvergence: Double
  }

  /// The length of the Hann window, in samples.
  public let windowLength: Int
  /// The distance of two frames, in samples.
  public let hopLength: Int
  /// The share of the last step that is added to the next, 0 to less than 1.
  public let momentum: Float

  private let transform: FourierTransform
  private let window: [Float]
  /// The window with the inverse transform's factor 1 / length.
  private let synthesisWindow: [Float]

  /// Synthesis for frames of an even window length, at most half a window apart.
  ///
  /// Lengths are in samples. The program traps where windows overlap less.
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
  }

  /// The number of samples that `frames` frames describe unless another length is given.
  ///
  /// Frames are centred: the first lies at the first sample, the last at the last.
  public func sampleCount(ofFrames frames: Int) -> Int { max(0, frames - 1) * hopLength }

  /// A sound of the given magnitudes.
  ///
  /// - Parameters:
  ///   - magnitudes: frame by frame, [frames, windowLength / 2 + 1], finite and not negative.
  ///   - frames: the number of frames, at least 1.
  ///   - length: the number of samples wanted; nil means `sampleCount(ofFrames:)`.
  ///   - iterations: how often the phases are improved, 0 or more.
  /// - Returns: the samples and their spectral convergence.
  public func callAsFunction(
    _ magnitudes: [Float], frames: Int, length: Int? = nil, iterations: Int = 60
  ) -> Result {
    let bins = transform.bins
    precondition(
      frames > 0 && magnitudes.count == frames * bins,
      "\(magnitudes.count) magnitudes are not \(frames) frames of \(bins)")
    let work = FramePairs(
      magnitudes, frames: frames, window: window, hopLength: hopLength,
      length: length ?? sampleCount(ofFrames: frames))
    start(work, magnitudes)
    for iteration in 0..<iterations {
      let damping = iteration == 0 ? 0 : momentum / (1 + momentum)
      for pair in 0..<work.pairs {
        analyse(work, pair)
        work.restoreMagnitudes(pair, damping: damping)
        overlapAdd(work, pair)
      }
      work.finishSignal()
    }
    return Result(samples: work.samples, spectralConvergence: convergence(work))
  }

  /// Makes the first sound, from propagated phases.
  private func start(_ work: FramePairs, _ magnitudes: [Float]) {
    let bins = transform.bins
    var phases = PhasePropagation(windowLength: windowLength, hopLength: hopLength)
    let rows = AlignedFloats(count: 4 * bins)
    magnitudes.withUnsafeBufferPointer { magnitudes in
      guard let magnitudes = magnitudes.baseAddress else { return }
      for frame in 0..<work.frames {
        let row = rows.pointer + frame % 2 * 2 * bins
        phases.next(magnitudes + frame * bins, to: row)
        // The lowest and the highest frequency of real samples are real.
        row[1] = 0
        row[2 * bins - 1] = 0
        let isLast = frame == work.frames - 1
        guard frame % 2 == 1 || isLast else { continue }
        if frame % 2 == 0 { (rows.pointer + 2 * bins).update(repeating: 0, count: 2 * bins) }
        work.pack(rows.pointer, rows.pointer + 2 * bins)
        overlapAdd(work, frame / 2)
      }
    }
    work.finishSignal()
  }

  /// Transforms two windowed frames of the sound at once.
  private func analyse(_ work: FramePairs, _ pair: Int) {
    let first = work.signal.pointer + 2 * pair * hopLength
    let second = first + hopLength
    let target = work.samplePairs.pointer
    window.withUnsafeBufferPointer { window in
      guard let window = window.baseAddress else { return }
      for index in 0..<windowLength {
        target[2 * index] = first[index] * window[index]
        target[2 * index + 1] = second[index] * window[index]
      }
    }
    transform.forward(target, to: work.spectrum.pointer)
  }

  /// Transforms two spectra back and adds them to the sound of the next round.
  private func overlapAdd(_ work: FramePairs, _ pair: Int) {
    transform.backward(work.spectrum.pointer, to: work.samplePairs.pointer)
    let source = work.samplePairs.pointer
    let first = work.next.pointer + 2 * pair * hopLength
    let second = first + hopLength
    synthesisWindow.withUnsafeBufferPointer { window in
      guard let window = window.baseAddress else { return }
      guard 2 * pair + 1 < work.frames else {
        for index in 0..<windowLength { first[index] += source[2 * index] * window[index] }
        return
      }
      let vectors = windowLength / 8 * 8
      for index in stride(from: 0, to: vectors, by: 8) {
        let samples = UnsafeRawPointer(source + 2 * index).loadUnaligned(as: SIMD16<Float>.self)
        let weights = UnsafeRawPointer(window + index).loadUnaligned(as: SIMD8<Float>.self)
        add(samples.evenHalf * weights, to: first + index)
        add(samples.oddHalf * weights, to: second + index)
      }
      for index in vectors..<windowLength {
        first[index] += source[2 * index] * window[index]
        second[index] += source[2 * index + 1] * window[index]
      }
    }
  }

  @inline(__always)
  private func add(_ numbers: SIMD8<Float>, to target: UnsafeMutablePointer<Float>) {
    let target = UnsafeMutableRawPointer(target)
    target.storeBytes(
      of: target.loadUnaligned(as: SIMD8<Float>.self) + numbers, as: SIMD8<Float>.self)
  }

  /// The norm of the magnitudes' error over the norm of the magnitudes; 0 when all are 0.
  private func convergence(_ work: FramePairs) -> Double {
    var error = 0.0
    var norm = 0.0
    for pair in 0..<work.pairs {
      analyse(work, pair)
      let sums = work.magnitudeError(pair)
      error += sums.error
      norm += sums.norm
    }
    return norm > 0 ? (error / norm).squareRoot() : 0
  }
}
