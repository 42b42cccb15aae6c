import Console
import Files
import Inference
import Ranks

/// The inputs of one call of convert: each is tried, and what failed is told at the end.
///
/// Ranks share the inputs out. What comes of one does not depend on which rank has it.
struct ConversionBatch {
  private let work: ConversionWork
  private let ranks: any RankGroup
  private let inputs: [String]
  private let isMany: Bool
  /// None of these may be written to.
  private let originals: FileSet

  /// The inputs that a command line names; a folder stands for the sounds, images and films in it.
  ///
  /// - Throws: `Failure` of kind `badInput` where a folder has none, `usage` where they cannot all go to the
  ///   output.
  init(_ command: ConvertCommand, _ ranks: any RankGroup) throws {
    self.ranks = ranks
    work = try ConversionWork(command)
    inputs = try command.inputs.flatMap { input in
      guard Folder.exists(input) else { return [input] }
      let media = try Folder.files(in: input).filter { FileKind.meant(by: $0).isMedium }
      guard !media.isEmpty else {
        throw Failure(
          .badInput, input,
          "a folder without a sound, image or film (folders in it are not looked into)")
      }
      return media
    }
    isMany = inputs.count > 1 || command.inputs.contains(where: Folder.exists)
    originals = FileSet(inputs)
    if isMany, command.output == "-" {
      throw Failure(.usage, nil, "standard output (-) takes one result, not those of a folder")
    }
    if let path = command.explain {
      guard !isMany else {
        throw Failure(.usage, nil, "--explain takes one sound, not those of a folder")
      }
      try ConversionDestination.check(path, replacing: command.force, inputs: originals)
    }
  }

  /// Converts all inputs.
  ///
  /// - Throws: the failure of a single input, or one that names those of several that failed.
  func run() throws {
    // All outputs are looked at before the first is written, by whichever rank.
    let prepared = try ranks.together { self.prepared }
    let failed = try ranks.together { try convert(prepared) }
    let places = ranks.gather(failed).sorted()
    guard places.isEmpty else {
      let names = places.prefix(10).map { inputs[$0] }.joined(separator: ", ")
      throw AgreedFailure(
        Failure(
          .partial, nil,
          "\(places.count) of \(inputs.count) inputs failed "
            + "(\(names)\(places.count > 10 ? ", ..." : ""))"))
    }
  }

  private var prepared: [ConversionWork.Prepared] {
    var destinations: Set<String> = []
    return inputs.map { input in
      let prepared = work.prepared(
        input, isOneOfMany: isMany, inputs: originals, others: destinations)
      if case .ready(_, let destination) = prepared { destinations.insert(destination.text) }
      return prepared
    }
  }

  /// Converts this rank's inputs; the places of those that failed.
  private func convert(_ prepared: [ConversionWork.Prepared]) throws -> [Int] {
    let own = stride(from: ranks.rank, to: inputs.count, by: ranks.count)
    // One model serves all of them, unless none needs it.
    let isReady = prepared.contains { if case .ready = $0 { true } else { false } }
    if isReady, case .failure(let failure) = work.converter {
      // Scripts get their line for each input, people hear of it once.
      for place in own { try? work.convert(inputs[place], prepared[place]) }
      throw failure
    }
    var failed: [Int] = []
    for place in own {
      do {
        try work.convert(inputs[place], prepared[place])
      } catch let failure as Failure {
        guard isMany else { throw failure }
        Terminal.error(failure.description)
        failed.append(place)
      }
    }
    return failed
  }
}
