import Configuration
import Files
import Models
import TensorCore
import TestSupport
import Testing
import Training

/// Models and runs that a released version wrote; `Golden/released/README.md` says how.
@Suite struct ReleasedFilesTests {
  private func path(_ version: String, _ name: String) -> String {
    "\(Golden.folder)/released/\(version)/\(name)"
  }

  @Test(arguments: ["0.2"])
  func aModelOfEachReleasedVersionOpens(version: String) throws {
    let model = try TrainedModel(checked: path(version, "model.safetensors")) {
      Issue.record("\($0)")
    }
    #expect(model.configuration.networks.width == 1 && model.classes.count == 13)
  }

  @Test(arguments: ["0.2"])
  func aRunOfEachReleasedVersionOpens(version: String) throws {
    let run = RunFolder(path(version, "run"))
    let configuration = try Configuration.read(of: run)
    let model = try TrainedModel(checked: run.path) { Issue.record("\($0)") }
    #expect(model.configuration == configuration.portable)
  }
}
