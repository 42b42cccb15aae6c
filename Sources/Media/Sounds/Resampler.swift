import CSoxr
import Files

/// Changes the sample rate of a stream of samples, by soxr at its very high quality.
///
/// The output does not depend on how the input is cut into pieces, and has the exact length
/// round(input * new / old). One resampler serves one stream and one thread at a time.
public final class Resampler {
  private let handle: soxr_t
  private let inputRate: Int
  private let outputRate: Int
  private var consumed = 0
  private var produced = 0

  /// A resampler between two rates, in hertz.
  ///
  /// - Throws: `Failure` of kind `badInput` for a rate outside `Sound.sampleRates`, `resources` where
  ///   soxr has too little memory.
  public init(from inputRate: Int, to outputRate: Int) throws {
    for rate in [inputRate, outputRate] where !Sound.sampleRates.contains(rate) {
      let limits = Sound.sampleRates
      throw Failure(
        .badInput, nil,
        "sample rate out of range (\(rate); \(limits.lowerBound) to \(limits.upperBound) Hz)")
    }
    var error: soxr_error_t?
    var layout = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I)
    var quality = soxr_quality_spec(UInt(SOXR_VHQ), 0)
    // One thread: a data set is resampled with a thread a file, not several a file.
    var runtime = soxr_runtime_spec(1)
    guard
      let handle = soxr_create(
        Double(inputRate), Double(outputRate), 1, &error, &layout, &quality, &runtime)
    else {
      let reason = error.map { String(cString: $0) } ?? "unknown"
      throw Failure(.resources, nil, "the resampler cannot be made (\(reason))")
    }
    self.handle = handle
    self.inputRate = inputRate
    self.outputRate = outputRate
  }

  deinit { soxr_delete(handle) }

  /// Takes in samples, and gives those that are ready.
  ///
  /// The first calls may give none: the filter needs samples on both sides.
  public func process(_ samples: [Float]) throws -> [Float] {
    consumed += samples.count
    var output: [Float] = []
    var taken = 0
    while taken < samples.count {
      let (used, made) = try step(samples, from: taken, into: &output)
      taken += used
      precondition(used > 0 || made > 0, "the resampler stands still")
    }
    produced += output.count
    return output
  }

  /// The samples still held back, to be asked for once after the last samples went in.
  public func finish() throws -> [Float] {
    let total = Resampler.outputCount(ofSamples: consumed, from: inputRate, to: outputRate)
    let missing = max(0, total - produced)
    var output: [Float] = []
    while output.count < missing {
      let (_, made) = try step(nil, from: 0, into: &output)
      if made == 0 { break }
    }
    output.removeLast(max(0, output.count - missing))
    output.append(contentsOf: repeatElement(0, count: missing - output.count))
    produced += output.count
    return output
  }

  /// How many samples `count` samples become, rounded to the nearest whole number.
  public static func outputCount(ofSamples count: Int, from input: Int, to output: Int) -> Int {
    Int((Double(count) * Double(output) / Double(input)).rounded())
  }

  /// One call of the library, which may use and make less than it could.
  private func step(
    _ input: [Float]?, from start: Int, into output: inout [Float]
  ) throws -> (used: Int, made: Int) {
    var used = 0
    var made = 0
    var error: soxr_error_t?
    let room = 16_384
    let piece = [Float](unsafeUninitializedCapacity: room) { buffer, count in
      if let input {
        input.withUnsafeBufferPointer { samples in
          let length = min(samples.count - start, room)
          let address = samples.baseAddress.map { $0 + start }
          error = soxr_process(handle, address, length, &used, buffer.baseAddress, room, &made)
        }
      } else {
        error = soxr_process(handle, nil, 0, nil, buffer.baseAddress, room, &made)
      }
      count = made
    }
    if let error {
      throw Failure(.internalError, nil, "resampling failed (\(String(cString: error)))")
    }
    output += piece
    return (used, made)
  }
}
