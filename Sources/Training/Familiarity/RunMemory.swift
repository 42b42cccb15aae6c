import Autograd
import Files
import Safetensors

/// The memory of a run: a file beside the checkpoints, for one of them.
///
/// Checkpoints stay as they are, since their bytes depend on configuration, data and step alone.
extension RunFolder {
  private static let modelKey = "model"

  /// Writes the memory of the model whose identity is given, in the place of an older one.
  ///
  /// - Throws: what `OutputFile` throws.
  public func write(_ memory: ModelMemory, of identity: String) throws {
    var file = TensorFile(metadata: [Self.modelKey: identity])
    try memory.append(to: &file)
    try file.write(to: self.memory, as: .float16, replacing: true)
  }

  /// The memory of a model of this run; nil where there is none, or it is that of another step.
  ///
  /// - Throws: `Failure` of kind `badInput` where it is damaged.
  func memory(of identity: String, classes: Int) throws -> ModelMemory? {
    guard InputFile.exists(memory) else { return nil }
    let file = try TensorFile.read(memory)
    guard file.metadata[Self.modelKey] == identity else { return nil }
    return try ModelMemory(file, subject: memory, classes: classes)
  }
}

extension Checkpoint {
  /// Reads what the model knows from its own file, or from that beside the checkpoints of its run.
  ///
  /// - Parameter networks: the networks of the checkpoint, restored.
  /// - Returns: nil where there is nothing, or it is that of another step.
  /// - Throws: `Failure` of kind `badInput` where it is damaged.
  package func memory(of networks: some Parameterized) throws -> ModelMemory? {
    guard kind == .checkpoint else { return try ownMemory }
    let run = RunFolder(Folder.parent(of: Folder.parent(of: path)))
    return try run.memory(of: networks.identity(step: step), classes: classes.count)
  }
}
