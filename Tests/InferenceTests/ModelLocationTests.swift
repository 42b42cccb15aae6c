import Files
import Inference
import TestSupport
import Testing

@Suite struct ModelLocationTests {
  private let folder = TemporaryFolder()

  @Test func whatIsAskedForGoesBeforeTheEnvironment() throws {
    func path(_ asked: String?, _ environment: String?) throws -> String {
      try ModelLocation.path(
        asked: asked, environment: environment, executable: folder.path("bin/cmcgan"))
    }
    #expect(try path("asked", "named") == "asked")
    #expect(try path(nil, "named") == "named")
    #expect {
      try path(nil, "")
    } throws: { error in
      let failure = error as? Failure
      return failure?.kind == .missingInput
        && failure?.description
          == "no model is given and there is no default model. Use --model, or set CMCGAN_MODEL."
    }
  }

  @Test(arguments: ["data/default.safetensors", "share/cmcgan/default.safetensors"])
  func theDefaultLiesInAFolderAbove(_ place: String) throws {
    let model = folder.path(place)
    try Folder.create(Folder.parent(of: model))
    try OutputFile.write("model", to: model, replacing: false)
    for program in ["bin/cmcgan", ".build/release/cmcgan", "cmcgan"] {
      let found = try ModelLocation.path(
        asked: nil, environment: nil, executable: folder.path(program))
      #expect(found == model)
    }
  }
}
