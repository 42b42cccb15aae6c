import Configuration
import Console
import DataSets
import Files
import Glibc
import Safetensors

/// The folder of one training run: configuration, metrics, samples and checkpoints.
///
/// It only knows the paths. Nothing is created or read before it is asked for.
public struct RunFolder {
  /// The folder.
  public let path: String

  /// The run folder at a path.
  public init(_ path: String) { self.path = path }

  /// The name of the run: the last part of its path.
  public var lastName: String {
    let parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
    return parts.last.map(String.init) ?? "model"
  }

  /// `config.json`: the merged configuration that the run began with.
  public var configuration: String { configuration(1) }
  /// `run.json`: versions, machine and command line of the last start.
  public var description: String { Folder.path(path, "run.json") }
  /// `events.jsonl`: starts, checkpoints, faults and ends, with their times.
  public var events: String { Folder.path(path, "events.jsonl") }
  /// `metrics.jsonl`: one object for each logged step.
  public var metrics: String { Folder.path(path, "metrics.jsonl") }
  /// `samples`: sheets and sounds.
  public var samples: String { Folder.path(path, "samples") }
  /// `evaluation.json`: what `cmcgan-evaluate` found last.
  public var evaluation: String { Folder.path(path, "evaluation.json") }
  /// `memory.safetensors`: what the model of the last step remembers of its training data.
  public var memory: String { Folder.path(path, "memory.safetensors") }
  /// `report.html`: curves, samples and tables on one page.
  public var report: String { Folder.path(path, "report.html") }
  /// `checkpoints`: states to go on from.
  public var checkpoints: String { Folder.path(path, "checkpoints") }

  /// All files that a report is made of; the page itself is none of them.
  package var files: [String] {
    [path, samples, checkpoints].flatMap { (try? Folder.files(in: $0)) ?? [] }
      .filter { $0 != report }
  }

  /// Whether a run was begun here.
  public var isBegun: Bool { InputFile.exists(configuration) }

  /// Whether a process trains here: it holds the lock.
  package var isAtWork: Bool { FolderLock.isHeld(path, file: Self.lockName) }

  /// The name of the file that is locked while a process trains.
  static let lockName = "lock"

  /// `checkpoints/last.json` and `checkpoints/best.json`: which checkpoint that is.
  func pointer(_ name: String) -> String { Folder.path(checkpoints, "\(name).json") }

  /// `config.json` and, for each resume that changed something, `config-2.json` and so on.
  private func configuration(_ number: Int) -> String {
    Folder.path(path, number == 1 ? "config.json" : "config-\(number).json")
  }

  /// The configuration that the run went on with last, and the path for one that changes it.
  public var configurations: (newest: String, next: String) {
    var number = 1
    while InputFile.exists(configuration(number + 1)) { number += 1 }
    return (configuration(number), configuration(number + 1))
  }

  /// The path of a checkpoint.
  func checkpoint(step: Int) -> String { Folder.path(checkpoints, "\(name(step)).safetensors") }

  /// The path of a file among the samples of a step.
  func sample(step: Int, _ ending: String) -> String {
    Folder.path(samples, "\(name(step))\(ending)")
  }

  /// The path of a real member of a sheet's pairs.
  func realSample(_ name: String) -> String { Folder.path(samples, "real-\(name)") }

  private func name(_ step: Int) -> String { "step-\(step.padded(to: 6))" }

  /// The checkpoints that are there, by step, the oldest first.
  package func steps() throws -> [Int] {
    guard Folder.exists(checkpoints) else { return [] }
    return try Folder.files(in: checkpoints).compactMap { file in
      let name = Folder.lastName(of: file)
      guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
      return Int(name.dropFirst(5).dropLast(12))
    }.sorted()
  }

  /// The newest intact checkpoint.
  ///
  /// - Parameter warn: called with the fault of each newer checkpoint that is damaged.
  /// - Returns: the checkpoint.
  /// - Throws: `Failure` of kind `missingInput` where there is no checkpoint, `badInput` where none is
  ///   intact.
  public func newestCheckpoint(warn: (String) -> Void) throws -> Checkpoint {
    let steps = try self.steps()
    for step in steps.reversed() {
      do {
        return try Checkpoint(reading: checkpoint(step: step))
      } catch let failure as Failure {
        warn("\(failure.description); trying an older checkpoint")
      }
    }
    throw Failure(
      steps.isEmpty ? .missingInput : .badInput, path,
      steps.isEmpty ? "no checkpoint in this run folder" : "no checkpoint can be read")
  }

  /// Makes the folders and takes the lock, which holds until the result is let go of.
  ///
  /// - Throws: `Failure` of kind `unavailable` where another trainer has it, of kind `cannotCreate`
  ///   where the folder cannot be written to.
  func locked() throws -> FolderLock {
    try requireWritable()
    for folder in [path, samples, checkpoints] { try Folder.create(folder) }
    let lock = try FolderLock(path, file: Self.lockName, holder: "another trainer is at work")
    for folder in [path, samples, checkpoints] { try OutputFile.removeTemporaries(in: folder) }
    return lock
  }

  private func requireWritable() throws {
    guard Folder.exists(path) else { return }
    for folder in [path, samples, checkpoints] where Folder.exists(folder) {
      guard access(folder, W_OK | X_OK) == 0 else {
        throw Failure(.cannotCreate, folder, "cannot write in this folder (permission denied)")
      }
    }
  }

  /// Removes checkpoints but the newest `count`, those of steps that `every` divides, and the best.
  ///
  /// Checkpoints after the step `newest` belong to a run that could not resume from them. They stay, and do
  /// not count; so do files that are empty or cut off, which must not displace a good one.
  package func keepCheckpoints(_ count: Int, upTo newest: Int, every: Int, best: Int?) throws {
    let whole = try steps().filter { step in
      step <= newest && (try? MappedTensors(checkpoint(step: step))) != nil
    }
    for step in whole.dropLast(count) where step != best {
      if every > 0, step % every == 0 { continue }
      unlink(checkpoint(step: step))
    }
  }
}

extension Configuration {
  /// The newest configuration of a run, which an earlier version of the program may have written.
  ///
  /// - Throws: what reading a file throws.
  public static func read(of run: RunFolder, assignments: [String] = []) throws -> Configuration {
    try readOlder(run.configurations.newest, assignments: assignments)
  }
}
