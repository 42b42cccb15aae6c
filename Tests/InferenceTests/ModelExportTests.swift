import Files
import Inference
import TestSupport
import Testing
import Training

@Suite struct ModelExportTests {
  private let folder = TemporaryFolder()

  @Test func anExportedModelConvertsLikeItsRun() throws {
    let model = folder.path("model.safetensors")
    let checkpoint = try ModelExport.write(TrainedRun.path(), to: model)
    #expect(checkpoint.step == 1)
    let size = try #require(InputFile.size(of: model))
    #expect(size < InputFile.size(of: checkpoint.path) ?? 0)
    let trained = try TrainedModel(checked: model) { Issue.record("\($0)") }
    #expect(try trained.configuration.networks == TrainedRun.model().configuration.networks)
    #expect(throws: Failure.self) { try ModelExport.write(TrainedRun.path(), to: model) }
    try ModelExport.write(TrainedRun.path(), to: model, replacing: true)
  }

  @Test func theNameHasToFit() throws {
    #expect { try ModelExport.write(TrainedRun.path(), to: folder.path("model.onnx")) } throws: {
      ($0 as? Failure)?.kind == .usage
    }
  }
}
