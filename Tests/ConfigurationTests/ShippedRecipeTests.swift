import Configuration
import Files
import TestSupport
import Testing

@Suite struct ShippedRecipeTests {
  private let folder = TemporaryFolder()
  private var path: String { folder.path("run.json") }

  @Test(arguments: [
    "tiny", "demo", "paper", "sub-urmp", "images-128", "photographs", "paper-small", "multimodal",
    "evaluator-image", "evaluator-sound", "linear",
  ])
  func aMergedRecipeIsReadAgain(name: String) throws {
    let configuration = try Configuration.read("\(Golden.repository)/configs/\(name).json")
    try OutputFile.write(try configuration.document(), to: path, replacing: true)
    #expect(try Configuration.read(path) == configuration)
    #expect(try Configuration.read(name) == configuration, "found by its name too")
  }

  /// A shipped recipe sets no key that its own kind of model ignores.
  @Test(arguments: Recipe.names)
  func noRecipeSetsAKeyInVain(name: String) throws {
    #expect(try ConfigurationFile(name).ignoredKeys == [])
  }

  @Test func allRecipesAreFound() {
    #expect(
      Recipe.names == [
        "demo", "evaluator-image", "evaluator-sound", "images-128", "linear", "multimodal", "paper",
        "paper-small", "photographs", "sub-urmp", "tiny",
      ])
  }

  /// The judges of an evaluation are trained by a recipe in the program, which stands in files too.
  @Test(arguments: [ModelKind.imageEvaluator, .soundEvaluator])
  func theRecipeOfAnEvaluatorIsItsFile(kind: ModelKind) throws {
    let folder = "\(Golden.repository)/configs"
    let file = try Configuration.read("\(folder)/\(kind.rawValue).json")
    var run = try Configuration.read("\(folder)/sub-urmp.json")
    #expect(run.evaluator(kind) == file)
    run.training.precision = .bfloat16
    #expect(run.evaluator(kind) == file, "judges do not depend on how a run was computed")
  }

  /// The recommended row of the paper's tables is trained with the recommended recipe, but for sizes and
  /// length.
  @Test func theSmallRecipeIsTheLargeOne() throws {
    let folder = "\(Golden.repository)/configs"
    let large = try Configuration.read("\(folder)/sub-urmp.json")
    let table = try StrictJSON.read(
      "\(Golden.repository)/Benchmarks/paper_rows.json", limit: 1 << 20)
    let row = table["rows"]?.elements?.first { $0["name"] == "recommended" }
    let changes = (row?["set"]?.members ?? []).map { member in
      "\(member.key)=\(member.value.text ?? member.value.encoded())"
    }
    #expect(changes.count > 5)
    var small = try Configuration.read("\(folder)/paper-small.json", assignments: changes)
    #expect(small.networks.width < large.networks.width)
    #expect(small.training.steps < large.training.steps && small.data.unpairedShare > 0)
    small.networks.width = large.networks.width
    small.networks.discriminatorWidth = large.networks.discriminatorWidth
    small.training.steps = large.training.steps
    small.training.averageDecay = large.training.averageDecay
    small.data.unpairedSounds = large.data.unpairedSounds
    small.data.unpairedShare = large.data.unpairedShare
    small.output = large.output
    #expect(small == large)
  }

  /// A stored copy of the merged `configs/paper.json` keeps it from changing.
  ///
  /// Speed is measured on it. The file is nearly empty, for the defaults are the paper's values.
  @Test func thePaperIsFrozen() throws {
    let paper = try JSONValue(encoding: Configuration.read("paper"))
    let copy = try StrictJSON.read(Golden.folder + "/released/0.2/paper.json")
    for path in copy.paths {
      #expect(paper.value(at: path) == copy.value(at: path), "\(path)")
    }
    var defaults = Configuration()
    defaults.data.root = "data/sub-urmp"
    #expect(try Configuration.read("paper") == defaults)
  }
}
