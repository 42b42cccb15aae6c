import Autograd
import Files
import Layers
import Models
import Safetensors
import TensorCore
import TestSupport
import Testing
import Training

@Suite struct BackboneFileTests {
  /// The file that `make backbone` makes, which is not part of the repository.
  static let trained = Golden.repository + "/data/efficientnet-lite0.safetensors"
  static let isThere = InputFile.exists(trained)

  @Test(
    .enabled(if: isThere, "needs data/efficientnet-lite0.safetensors, which make backbone makes"))
  func trainedWeightsMatchPyTorch() throws {
    let network = try BackboneFile.network(at: Self.trained)
    try BackboneGolden.expect(network, "trained.64", shape: [1, 64, 64, 3], isWhole: true)
    try BackboneGolden.expect(network, "trained.128", shape: [1, 128, 128, 3], isWhole: false)
    #expect(try BackboneFile.notice(at: Self.trained)?.contains("Apache License 2.0") == true)
  }

  @Test func aMissingFileNamesTheCommandThatMakesIt() {
    #expect(BackboneFile.path(environment: "", executable: "/nowhere/bin/cmcgan") == nil)
    #expect(BackboneFile.path(environment: "here", executable: "/nowhere/bin/cmcgan") == "here")
    #expect(
      throws: Failure(
        .missingInput, "data/efficientnet-lite0.safetensors",
        "the weights of EfficientNet-Lite0 are missing",
        hint: "Run `make backbone`, or set CMCGAN_BACKBONE.")
    ) { try BackboneFile.network(found: nil) }
  }

  @Test func aFileIsWholeOrRefused() throws {
    let folder = TemporaryFolder()
    let path = folder.path("backbone.safetensors")
    #expect(throws: Failure.self) { try BackboneFile.network(at: path) }
    var source = WeightInitializer.zeros
    let network = EfficientNetLite0(from: &source)
    BackboneGolden.fill(network)
    var file = TensorFile(metadata: ["notice": "a notice"])
    for parameter in network.parameters { file.append(parameter.name, parameter.value) }
    try file.write(to: path, as: .float32, replacing: false)
    let read = try BackboneFile.network(at: path)
    #expect(read.parameters.map(\.value) == network.parameters.map(\.value))
    #expect(try BackboneFile.notice(at: path) == "a notice")

    var other = TensorFile()
    for parameter in network.parameters {
      let isLast = parameter.name == "head.bias"
      other.append(parameter.name, isLast ? Tensor(1) : parameter.value)
    }
    try other.write(to: path, as: .float32, replacing: true)
    let fault = #expect(throws: Failure.self) { try BackboneFile.network(at: path) }
    #expect(fault?.kind == .badInput)
    #expect(
      fault?.problem
        == "tensor head.bias is F32 of the shape [] (F32 of [1280] is needed)")
  }
}
