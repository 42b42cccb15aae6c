import CMCGAN
import Files
import Glibc

/// The folder of one training run: configuration, metrics, samples and checkpoints.
public struct RunFolder {
  /// The folder.
  public let path: String

  /// The run folder at a path.
  public init(_ path: String) { self.path = path }

  /// `config.json`: the merged configuration, from which the run can be repeated.
  public var configuration: String { Folder.path(path, "config.json") }
  /// `run.json`: versions, machine and command line.
  public var description: String { Folder.path(path, "run.json") }
  /// `metrics.jsonl`: one object for each logged step.
  public var metrics: String { Folder.path(path, "metrics.jsonl") }
  /// `samples`: sheets and sounds.
  public var samples: String { Folder.path(path, "samples") }
  /// `checkpoints`: states to go on from.
  public var checkpoints: String { Folder.path(path, "checkpoints") }

  /// Whether a run was begun here.
  public var isBegun: Bool { InputFile.exists(configuration) }

  /// The path of a checkpoint.
  func checkpoint(step: Int) -> String { Folder.path(checkpoints, "\(name(step)).safetensors") }

  /// The path of a file among the samples of a step.
  func sample(step: Int, _ ending: String) -> String {
    Folder.path(samples, "\(name(step))\(ending)")
  }

  private func name(_ step: Int) -> String { "step-\(DataSet.padded(step, to: 6))" }

  /// The checkpoints that are there, by step, the oldest first.
  func steps() throws -> [Int] {
    guard Folder.exists(checkpoints) else { return [] }
    return try Folder.files(in: checkpoints).compactMap { file in
      let name = DataSetLayout.lastName(of: file)
      guard name.hasPrefix("step-"), name.hasSuffix(".safetensors") else { return nil }
      return Int(name.dropFirst(5).dropLast(12))
    }.sorted()
  }

  /// The newest checkpoint that can be read whole; those that cannot are named in `warn`.
  public func newestCheckpoint(warn: (String) -> Void) throws -> Checkpoint {
    let steps = try self.steps()
    for step in steps.reversed() {
      do {
        return try Checkpoint(reading: checkpoint(step: step))
      } catch let failure as Failure {
        warn("\(failure.description); an older checkpoint is tried")
      }
    }
    throw Failure(
      steps.isEmpty ? .missingInput : .badInput, path,
      steps.isEmpty ? "no checkpoint in this run folder" : "no checkpoint can be read")
  }

  /// Makes the folders and takes the lock, which holds until the process ends.
  ///
  /// - Throws: `Failure` of kind `unavailable` where another trainer has it.
  func lock() throws {
    for folder in [path, samples, checkpoints] { try Folder.create(folder) }
    let file = Folder.path(path, "lock")
    let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw Failure(.cannotCreate, file, String(cString: strerror(errno)).lowercased())
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Failure(.unavailable, path, "another trainer is at work in this folder")
    }
    for folder in [path, samples, checkpoints] { try OutputFile.removeTemporaries(in: folder) }
  }

  /// Removes all but the newest `count` checkpoints.
  func keepCheckpoints(_ count: Int) throws {
    for step in try steps().dropLast(count) { unlink(checkpoint(step: step)) }
  }
}
