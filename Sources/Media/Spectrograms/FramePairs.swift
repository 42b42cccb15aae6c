/// The arrays of one Griffin-Lim run, whose frames are transformed two at a time.
///
/// Two real frames a and b make one complex signal, a + ib: one complex transform is a third faster
/// than two real ones. From its spectrum Z come the doubled spectra of the frames, Z[k] + conj Z[N-k]
/// and -i (Z[k] - conj Z[N-k]). If the number of frames is odd, the last partner is silence.
final class FramePairs {
  let frames: Int
  let pairs: Int
  /// The sound so far, with half a window of silence before and enough after it.
  private(set) var signal: AlignedFloats
  /// Where the sound of the next round is summed; all 0 at the beginning.
  private(set) var next: AlignedFloats
  /// Two frames, their samples alternating.
  let samplePairs: AlignedFloats
  /// The spectrum of two frames, and its first number once more at the end.
  let spectrum: AlignedFloats

  /// One over the sum of the squared windows at each sample.
  private let weights: AlignedFloats
  /// The magnitudes: one row for each pair, its two frames alternating.
  private let magnitudes: AlignedFloats
  /// The doubled spectra of the last round: one row for each frame.
  private let previous: AlignedFloats
  private let rowLength: Int
  private let bins: Int
  private let padding: Int
  private let length: Int

  /// Arrays for `magnitudes` [frames, bins] and `length` samples.
  init(_ magnitudes: [Float], frames: Int, window: [Float], hopLength: Int, length: Int) {
    self.frames = frames
    self.length = length
    pairs = (frames + 1) / 2
    bins = window.count / 2 + 1
    padding = window.count / 2
    rowLength = AlignedFloats.paddedCount(2 * bins)
    let covered = (2 * pairs - 1) * hopLength + window.count
    let count = max(covered, length + window.count)
    signal = AlignedFloats(count: count)
    next = AlignedFloats(count: count)
    weights = AlignedFloats(count: count)
    samplePairs = AlignedFloats(count: 2 * window.count)
    spectrum = AlignedFloats(count: 2 * window.count + 2)
    self.magnitudes = AlignedFloats(count: pairs * rowLength)
    previous = AlignedFloats(count: 2 * pairs * rowLength)
    for frame in 0..<frames {
      let sums = weights.pointer + frame * hopLength
      for index in window.indices { sums[index] += window[index] * window[index] }
      let row = self.magnitudes.pointer + frame / 2 * rowLength + frame % 2
      for bin in 0..<bins { row[2 * bin] = magnitudes[frame * bins + bin] }
    }
    for index in 0..<count {
      // Samples that no window reaches stay 0, and so do those outside the sound.
      let sum = weights.pointer[index]
      let isInside = index >= padding && index < padding + length
      weights.pointer[index] = isInside && sum > .leastNormalMagnitude ? 1 / sum : 0
    }
  }

  /// The sound without the silence around it.
  var samples: [Float] {
    Array(UnsafeBufferPointer(start: signal.pointer + padding, count: length))
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

  /// Packs the spectra of two real frames, `bins` complex numbers each, into one.
  func pack(_ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>) {
    for bin in 0..<bins {
      pack(
        bin, (first[2 * bin], first[2 * bin + 1]), (second[2 * bin], second[2 * bin + 1]))
    }
  }

  /// Gives the two spectra of a pair the wanted magnitudes, their phases pushed on by momentum.
  ///
  /// One step handles eight frequencies k..k+7 and their mirror images. Real and imaginary part of a
  /// number are the halves of a 64-bit word. Swapping halves adds their squares, and reversing words
  /// mirrors. Masks keep the numbers of the first frame in the low halves and those of the second in
  /// the high halves, so that one inverse root serves both.
  func restoreMagnitudes(_ pair: Int, damping: Float) {
    let points = samplePairs.count / 2
    spectrum.pointer[2 * points] = spectrum.pointer[0]
    spectrum.pointer[2 * points + 1] = spectrum.pointer[1]
    let numbers = UnsafeMutableRawPointer(spectrum.pointer)
    let wanted = UnsafeRawPointer(magnitudes.pointer + pair * rowLength)
    let firstRow = UnsafeMutableRawPointer(previous.pointer + 2 * pair * rowLength)
    let secondRow = firstRow + 4 * rowLength
    let blocks = points / 16
    for block in 0..<blocks {
      let byte = 64 * block
      let mirror = 8 * points - 56 - byte
      let own = numbers.load(fromByteOffset: byte, as: Vector.self)
      let image = Vector.conjugates(
        Vector.mirrored(numbers.loadUnaligned(fromByteOffset: mirror, as: Vector.self)))
      let first = own + image
      let second = Vector.conjugates(Vector.swapped(own - image))
      let pushedFirst = first - damping * firstRow.load(fromByteOffset: byte, as: Vector.self)
      let pushedSecond = second - damping * secondRow.load(fromByteOffset: byte, as: Vector.self)
      firstRow.storeBytes(of: first, toByteOffset: byte, as: Vector.self)
      secondRow.storeBytes(of: second, toByteOffset: byte, as: Vector.self)

      let roots = Vector.inverseRoots(
        Vector.mixed(Vector.sums(pushedFirst), Vector.sums(pushedSecond)))
      let scales = roots * wanted.load(fromByteOffset: byte, as: Vector.self)
      let restoredFirst = pushedFirst * Vector.lowHalves(scales)
      let restoredSecond = Vector.swapped(pushedSecond * Vector.highHalves(scales))
      numbers.storeBytes(
        of: restoredFirst - Vector.conjugates(restoredSecond), toByteOffset: byte, as: Vector.self)
      numbers.storeBytes(
        of: Vector.mirrored(Vector.conjugates(restoredFirst) + restoredSecond),
        toByteOffset: mirror, as: Vector.self)
    }
    for bin in (8 * blocks)..<bins { restoreMagnitude(pair, bin, damping) }
  }

  /// The squared error of the magnitudes of a pair, and their square.
  func magnitudeError(_ pair: Int) -> (error: Double, norm: Double) {
    spectrum.pointer[samplePairs.count] = spectrum.pointer[0]
    spectrum.pointer[samplePairs.count + 1] = spectrum.pointer[1]
    var sums = (error: 0.0, norm: 0.0)
    for bin in 0..<bins {
      let parts = unpack(bin)
      for (offset, part) in [parts.first, parts.second].enumerated() {
        let wanted = Double(magnitudes.pointer[pair * rowLength + 2 * bin + offset])
        let (real, imaginary) = (Double(part.0), Double(part.1))
        let difference = (real * real + imaginary * imaginary).squareRoot() / 2 - wanted
        sums.error += difference * difference
        sums.norm += wanted * wanted
      }
    }
    return sums
  }

  private typealias Vector = SIMD16<Float>
  private typealias Complex = (Float, Float)

  /// Does the work of `restoreMagnitudes` for one of the frequencies that fill no block.
  private func restoreMagnitude(_ pair: Int, _ bin: Int, _ damping: Float) {
    let parts = unpack(bin)
    func restored(_ part: Complex, _ frame: Int) -> Complex {
      let old = previous.pointer + (2 * pair + frame) * rowLength + 2 * bin
      let pushed = (part.0 - damping * old[0], part.1 - damping * old[1])
      (old[0], old[1]) = part
      let square = pushed.0 * pushed.0 + pushed.1 * pushed.1
      let wanted = magnitudes.pointer[pair * rowLength + 2 * bin + frame]
      let scale = wanted / (square + Vector.leastSquare).squareRoot()
      return (pushed.0 * scale, pushed.1 * scale)
    }
    pack(bin, restored(parts.first, 0), restored(parts.second, 1))
  }

  /// The doubled spectra of the two frames at one frequency.
  private func unpack(_ bin: Int) -> (first: Complex, second: Complex) {
    let own = spectrum.pointer + 2 * bin
    let image = spectrum.pointer + samplePairs.count - 2 * bin
    return (
      (own[0] + image[0], own[1] - image[1]), (own[1] + image[1], image[0] - own[0])
    )
  }

  /// Writes one frequency of two frames, and its mirror image.
  private func pack(_ bin: Int, _ first: Complex, _ second: Complex) {
    let own = spectrum.pointer + 2 * bin
    let image = spectrum.pointer + samplePairs.count - 2 * bin
    (image[0], image[1]) = (first.0 + second.1, second.0 - first.1)
    (own[0], own[1]) = (first.0 - second.1, first.1 + second.0)
  }
}
