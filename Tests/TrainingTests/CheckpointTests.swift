import Configuration
import Files
import Models
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct CheckpointTests {
  private let place = TemporaryFolder()

  /// Six steps with everything that has a state, on few pairs; a checkpoint after each third.
  private func configuration(_ changes: String...) throws -> Configuration {
    var document = try StrictJSON.parse(
      Configuration.tiny(
        "training.steps=6", "training.batchSize=3", "training.generatorUpdates=2",
        "training.averageDecay=0.9", "networks.spectralNorm=true",
        "augmentation.mirroredImages=true",
        "augmentation.discriminator.imageShift=0.2", "data.orchestraTrainingPairs=1",
        "data.orchestraValidationPairs=1", "output.checkpointEvery=3", "output.logEvery=1",
        "output.sampleEvery=1000"
      ).document(), subject: "tiny")
    for change in changes { try document.set(assignment: change) }
    return try document.decoded(subject: "tiny")
  }

  private func train(
    _ configuration: Configuration, _ name: String, start: Trainer.Start = .fresh
  ) throws -> RunFolder {
    let folder = RunFolder(place.path(name))
    try Trainer(configuration, in: folder, start: start, isQuiet: true).run()
    return folder
  }

  private func bytes(_ folder: RunFolder, step: Int) throws -> [UInt8] {
    try InputFile.read("\(folder.checkpoints)/step-00000\(step).safetensors")
  }

  private func copy(_ from: String, _ to: String) throws {
    try Folder.create(Folder.parent(of: to))
    try OutputFile.write(try InputFile.read(from), to: to, replacing: true)
  }

  /// A run that lost all after step 3 but some lines of its log.
  @Test func resumingEqualsNeverStopping() throws {
    let whole = try train(configuration(), "whole")
    let torn = RunFolder(place.path("torn"))
    try copy(whole.configuration, torn.configuration)
    try copy(
      "\(whole.checkpoints)/step-000003.safetensors",
      "\(torn.checkpoints)/step-000003.safetensors")
    let lines = String(decoding: try InputFile.read(whole.metrics), as: UTF8.self)
    #expect(lines.split(separator: "\n").count == 6)
    try OutputFile.write(
      lines.split(separator: "\n").prefix(5).joined(separator: "\n") + "\n{\"step\": 6, \"lo",
      to: torn.metrics, replacing: true)

    _ = try train(configuration(), "torn", start: .resumed())
    #expect(try bytes(torn, step: 6) == bytes(whole, step: 6))
    #expect(try bytes(torn, step: 3) != bytes(whole, step: 6))
    #expect(String(decoding: try InputFile.read(torn.metrics), as: UTF8.self) == lines)
  }

  @Test func bytesDependOnTheConfigurationAlone() throws {
    let runs = try ThreadCounts.results([1, 2]) { try train(configuration(), "\($0) threads") }
    let (one, two) = (runs[0], runs[1])
    for step in [0, 3, 6] { #expect(try bytes(one, step: step) == bytes(two, step: step)) }
    #expect(try InputFile.read(one.metrics) == InputFile.read(two.metrics))
    let other = try train(configuration("seed=2"), "other")
    #expect(try bytes(other, step: 3) != bytes(one, step: 3))
  }

  @Test func metadataSaysWhatTheFileIs() throws {
    let configuration = try configuration("training.steps=1")
    let folder = try train(configuration, "run")
    let path = "\(folder.checkpoints)/step-000001.safetensors"
    let file = try TensorFile.read(path)
    #expect(
      file.metadata.keys.sorted() == [
        "classes", "configuration", "data", "format", "format_version", "layout", "rollbacks",
        "spectrogram", "step",
      ])
    #expect(file.metadata["format"] == "cmcgan-checkpoint")
    #expect(file.metadata["format_version"] == "2")
    #expect(file.metadata["step"] == "1")
    #expect(file.metadata["classes"]?.hasPrefix(#"["bassoon","cello","#) == true)
    let sound = try StrictJSON.parse(file.metadata["spectrogram"] ?? "", subject: path)
    #expect(sound["bands"]?.wholeNumber == 32)

    let checkpoint = try Checkpoint(reading: path)
    #expect(checkpoint.kind == .checkpoint && checkpoint.step == 1)
    #expect(checkpoint.configuration == configuration)
    #expect(checkpoint.classes.count == 13)
    let model = CMCGANModel(configuration)
    #expect(file.names == model.state.map(\.name) + ["classMeans.image", "classMeans.sound"])
    #expect(file.names.contains("average.imageEncoder.down.0.weight"))
    #expect(file.names.contains("discriminator.joint.spectral"))
    #expect(file.names.contains("generatorOptimizer.mean.soundDecoder.up.1.weight"))
  }

  @Test func theDataPathIsNotInTheFile() throws {
    let files = PairFiles(in: place.path("data"))
    for (number, name) in ["train/a", "train/b", "validation/a", "validation/b"].enumerated() {
      try files.writePair(number, image: "images/\(name)/x.png", sound: "sounds/\(name)/x.wav")
    }
    let folder = try train(
      configuration(
        "training.steps=1", "training.batchSize=2", "data.source=files", "data.root=\(files.root)"),
      "run")
    let bytes = try bytes(folder, step: 1)
    let path = Array(place.path.utf8)
    let found = bytes.indices.contains { bytes[$0...].starts(with: path) }
    #expect(!found)
    let configuration = try Checkpoint(reading: "\(folder.checkpoints)/step-000001.safetensors")
      .configuration
    #expect(configuration.data.root.isEmpty && configuration.data.source == .files)
  }

  @Test func aModelFileHoldsTheAveragedGeneratorsOnly() throws {
    let configuration = try configuration("training.steps=2")
    let folder = try train(configuration, "run")
    let checkpoint = try Checkpoint(reading: "\(folder.checkpoints)/step-000002.safetensors")
    let path = place.path("model.safetensors")
    try checkpoint.writeModel(to: path, replacing: false)
    let generator = Generator(emptyFor: configuration)
    #expect(
      try TensorFile.read(path).names
        == (generator.parameters + generator.buffers).map(\.name)
        + ["classMeans.image", "classMeans.sound"])
    let model = try Checkpoint(reading: path)
    #expect(model.kind == .model && model.step == 2)
    try model.restore(generator)
    let full = try TensorFile.read(checkpoint.path)
    for parameter in generator.parameters {
      let averaged = try #require(full["average.\(parameter.name)"])
      // Sixteen bits have eleven digits before the exponent.
      let found = closeness(of: parameter.value, to: averaged, relative: 1e-3)
      #expect(found.isClose, "\(parameter.name): \(found)")
    }
    #expect(
      throws: Failure(
        .badInput, path, "holds a model for conversion only, training cannot go on from it",
        hint: "Use --init-from to start a new run from it.")
    ) { try model.restore(CMCGANModel(configuration)) }
  }

  /// What another kind of image encoder does not touch is taken over.
  @Test func anImageEncoderOfAnotherKindBeginsFresh() throws {
    let old = try train(configuration("training.steps=0"), "run")
    let model = CMCGANModel(
      try configuration(
        "networks.imageEncoder=efficientnet-lite0", "networks.imageEncoderSide=64"),
      classes: 13, backbone: BackboneGolden.smallNetwork())
    let encoder = try #require(model.network(.imageEncoder))
    let fresh = encoder.parameters.map(\.value)
    let path = "\(old.checkpoints)/step-000000.safetensors"
    var said: [String] = []
    try model.begin(from: path) { said.append($0) }
    #expect(
      said == [
        "\(path) has networks.imageEncoder=convolutions: the image encoder of this run begins with "
          + "fresh weights"
      ])
    #expect(encoder.parameters.map(\.value) == fresh)
    let file = try TensorFile.read(path)
    for parameter in model.usedNetworks.parameters where !parameter.name.hasPrefix("imageEncoder.")
    {
      #expect(file["average.\(parameter.name)"] == parameter.value, "\(parameter.name)")
    }
  }

  /// A network that is to begin fresh does, and all others are taken over.
  @Test(arguments: NetworkPart.allCases)
  func aNetworkBeginsFreshOnRequest(part: NetworkPart) throws {
    let old = try train(configuration("training.steps=0"), "run")
    let model = CMCGANModel(try configuration("seed=5"), classes: 13)
    let start = model.usedNetworks.parameters.map(\.value)
    let own = Set(try #require(model.network(part)).parameters.map(\.name))
    try model.begin(from: old.path, butFor: [part]) { Issue.record("\($0)") }
    let file = try TensorFile.read("\(old.checkpoints)/step-000000.safetensors")
    for (parameter, fresh) in zip(model.usedNetworks.parameters, start) {
      let expected = own.contains(parameter.name) ? fresh : file["average.\(parameter.name)"]
      #expect(parameter.value == expected, "\(parameter.name)")
    }
  }

  @Test func anotherModelsCheckpointIsRefused() throws {
    let folder = try train(configuration("training.steps=1"), "run")
    let copied = RunFolder(place.path("copied"))
    let name = "step-000001.safetensors"
    try copy("\(folder.checkpoints)/\(name)", "\(copied.checkpoints)/\(name)")
    #expect(
      throws: Failure(
        .badInput, "\(copied.checkpoints)/\(name)",
        "was trained with image.height 16 (requested: 24); networks.width 8 (requested: 4)",
        hint: "Use --init-from to start a new run from its weights.")
    ) {
      try train(configuration("image.height=24", "networks.width=4"), "copied", start: .resumed())
    }
  }

  @Test(arguments: [
    (["step": "1"], "not a model of this program (metadata has no format)"),
    (["format": "other"], "not a model of this program (its format is other)"),
    (
      ["format": "cmcgan-model", "format_version": "1"],
      "format version 1; this program reads 2"
    ),
    (
      ["format": "cmcgan-model", "format_version": "2", "step": "-1"],
      "step is not a whole number"
    ),
    (
      ["format": "cmcgan-checkpoint", "format_version": "2", "step": "1", "rollbacks": "x"],
      "rollbacks is not a whole number"
    ),
  ])
  func aFileOfAnotherKindIsRefused(metadata: [String: String], problem: String) throws {
    let path = place.path("other.safetensors")
    try TensorFile(metadata: metadata).write(to: path, replacing: false)
    #expect(throws: Failure(.badInput, path, problem)) { try Checkpoint(reading: path) }
  }
}
