import Configuration
import Files
import Threads

extension FileConversion {
  /// One of several inputs that are converted together.
  struct Item {
    /// Its place among all inputs.
    let index: Int
    /// The input as the request names it.
    let input: String?
    let prepared: Prepared
  }

  /// An input of which everything is made, and whose file is being written.
  struct Begun {
    let item: Item
    /// The time until the write began.
    fileprivate let makingTime: Duration
    fileprivate let made: Result<(result: ConversionResult, write: WriteQueue.Write?), any Error>
  }

  /// The largest file that is converted beside others.
  private static let largestFile = 4 << 20
  /// The longest sound that is generated beside others, in seconds, over all its latent samples.
  private static let longestSound = 60.0
  /// The most pixels that are generated beside others, over all latent samples.
  private static let mostPixels = 1 << 24

  /// Whether several such inputs may be converted at the same time, each by one thread.
  ///
  /// That is faster than one after another by all threads: decoding and coding use one thread only, and the
  /// networks are small. An input that takes long, or much memory, is converted alone by all threads.
  func isBrief(_ prepared: Prepared) -> Bool {
    guard case .ready(let source, let destination) = prepared else { return true }
    guard case .file = destination.output, !destination.isFilm, source.film == nil,
      !source.isClass, source.canBeReadAgain, !source.kind.needsFFmpeg,
      let size = InputFile.size(of: source.path), size <= Self.largestFile
    else { return false }
    let options = request.options
    return switch options.target ?? source.modality.other {
    case .image:
      // No model generates wider images than 512 pixels.
      options.samples * (options.size ?? 512) * (options.size ?? 512) <= Self.mostPixels
    // The length of a sound that is made from a sound is not known before it is decoded.
    case .sound:
      source.modality == .image
        && (options.duration ?? 1) * Double(options.samples) <= Self.longestSound
    }
  }

  /// Makes the results of several brief inputs on all threads, and begins to write them.
  ///
  /// - Parameters:
  ///   - items: inputs that are refused, or brief.
  ///   - queue: what writes the files.
  /// - Returns: what `finish` is to be called with, in the order of the inputs.
  /// - Throws: the failure of the model.
  func begin(_ items: [Item], by queue: WriteQueue) throws -> [Begun] {
    let sources = items.compactMap { item in
      if case .ready(let source, _) = item.prepared { source } else { nil }
    }
    // Without any, the model is not needed.
    let converter = sources.isEmpty ? nil : try converter.get()
    sources.forEach { event(.started($0)) }
    converter?.prepareCopies(
      makingSound: sources.contains { converter?.target(of: $0) == .sound })
    let clock = ContinuousClock()
    return ThreadPool.shared.map(items.count) { number in
      let start = clock.now
      let made = Result { try begin(items[number].prepared, converter?.copy(), by: queue) }
      return Begun(item: items[number], makingTime: clock.now - start, made: made)
    }
  }

  private func begin(
    _ prepared: Prepared, _ converter: Converter?, by queue: WriteQueue
  ) throws -> (result: ConversionResult, write: WriteQueue.Write?) {
    switch prepared {
    case .refused(let failure): throw failure
    case .ready(let source, let destination):
      let job = ConversionJob(
        try converter ?? self.converter.get(), replacing: request.isReplacing,
        standardOutput: { _ in })
      return try job.begin(source, to: destination, by: queue)
    }
  }

  /// Waits until the file of an input is durable, and tells of the input whether that succeeds or fails.
  ///
  /// - Throws: the `Failure` that is told too.
  func finish(_ begun: Begun) throws -> ConversionResult {
    var time = begun.makingTime
    do {
      let (result, write) = try begun.made.get()
      time += try write?.wait() ?? .zero
      event(.written(result))
      report(begun.item.input, time, .success(result))
      return result
    } catch let failure as Failure {
      report(begun.item.input, time, .failure(failure))
      throw failure
    }
  }
}
