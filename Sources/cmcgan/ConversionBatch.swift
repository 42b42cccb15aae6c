import Files
import Training

/// The inputs of one call of convert: each is tried, and what failed is told at the end.
struct ConversionBatch {
  private let work: ConversionWork
  private let inputs: [String]
  private let isMany: Bool

  /// The inputs that a command line names; a folder stands for the sounds, pictures and films in it.
  ///
  /// - Throws: `Failure` of kind `badInput` where a folder has none, `usage` where they cannot all go to the
  ///   output.
  init(_ command: ConvertCommand) throws {
    work = try ConversionWork(command)
    inputs = try command.inputs.flatMap { input in
      guard Folder.exists(input) else { return [input] }
      let media = try Folder.files(in: input).filter { (try? FileKind.of($0).isMedium) == true }
      guard !media.isEmpty else {
        throw Failure(
          .badInput, input,
          "a folder without a sound, picture or film (folders in it are not looked into)")
      }
      return media
    }
    isMany = inputs.count > 1 || command.inputs.contains(where: Folder.exists)
    if isMany, command.output == "-" {
      throw Failure(.usage, nil, "standard output (-) takes one result, not those of a folder")
    }
  }

  /// Converts all inputs.
  ///
  /// - Throws: the failure of a single input, or one that names those of several that failed.
  func run() throws {
    var destinations: [ConversionDestination] = []
    let prepared = inputs.map { input in
      let prepared = work.prepared(input, isOneOfMany: isMany, others: destinations)
      if case .ready(_, let destination) = prepared { destinations.append(destination) }
      return prepared
    }
    // One model serves all of them, unless none needs it.
    let isReady = prepared.contains { if case .ready = $0 { true } else { false } }
    if isReady { _ = try work.converter.get() }
    var failed: [String] = []
    for (input, prepared) in zip(inputs, prepared) {
      do {
        try work.convert(input, prepared)
      } catch let failure as Failure {
        guard isMany else { throw failure }
        Terminal.error(failure.description)
        failed.append(input)
      }
    }
    guard failed.isEmpty else {
      let names = failed.prefix(10).joined(separator: ", ") + (failed.count > 10 ? ", ..." : "")
      throw Failure(.partial, nil, "\(failed.count) of \(inputs.count) inputs failed (\(names))")
    }
  }
}
