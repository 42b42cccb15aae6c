import Files
import Orchestra
import Safetensors
import TensorCore
import TestSupport
import Testing

/// The measurements run and say what they measured; what they find is no matter of tests.
@Suite struct BenchCommandTests {
  private static let tiny = ["--config", Golden.repository + "/configs/tiny.json", "--steps", "1"]

  private func object(_ arguments: [String]) throws -> JSONValue {
    let result = try BuiltProgram.run(["bench"] + arguments + ["--json"])
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    return try StrictJSON.parse(result.text, subject: "output", kind: .badInput)
  }

  @Test func everyMeasurementGivesItsNumbers() throws {
    let peak = try object(["peak"])
    #expect(peak["all_threads_gflops"]?.number ?? 0 > 0)
    let step = try object(["step"] + Self.tiny)
    #expect(step["pairs_per_second"]?.number ?? 0 > 0)
    #expect(step["gflop_per_pair"]?.number ?? 0 > 0)
    let audio = try object(["audio", "--rounds", "1"])
    #expect(audio["griffin_lim_ms"]?.number ?? 0 > 0)
    let convert = try object(["convert", "--rounds", "1"])
    #expect(convert["sound_to_image_ms"]?.number ?? 0 > 0)
  }

  @Test(arguments: [
    "s2i-c", "s2i-n", "i2s", "evaluator-image", "evaluator-sound", "multimodal",
  ]) func everyKindOfModelCanBeTimed(_ model: String) throws {
    let way = "conversion.soundToImage=direct"
    let step = try object(
      ["step", "--set", "model=\(model)", "--set", way] + Self.tiny)
    #expect(step["pairs_per_second"]?.number ?? 0 > 0)
    #expect(step["memory_bytes"]?.number ?? .infinity < 200e6)
  }

  @Test func switchesThatChooseAmongLatentSamplesOrNeedLabelsCanBeTimed() throws {
    let settings = [
      "training.imageLatentSamples=3", "training.soundLatentSamples=2",
      "augmentation.featureDropout=0.2",
      "losses.classificationWeight=1",
    ].flatMap { ["--set", $0] }
    #expect(try object(["step"] + Self.tiny + settings)["pairs_per_second"]?.number ?? 0 > 0)
  }

  @Test func layersNameTheMethodOfThePathThatIsAskedFor() throws {
    let reference = try BuiltProgram.run(
      ["bench", "layers", "--kernels", "openblas"] + Self.tiny)
    #expect(reference.code == 0)
    #expect(reference.text.contains("im2col") && !reference.text.contains("direct"))
    guard Compute.fromEnvironment.kernels != .openBLAS else { return }
    let own = try BuiltProgram.run(["bench", "layers"] + Self.tiny)
    #expect(own.text.contains("direct") && !own.text.contains("im2col"))
  }

  @Test func theFirstStepCanBeRecorded() throws {
    let folder = TemporaryFolder()
    let path = folder.path("step.safetensors")
    #expect(try BuiltProgram.run(["bench", "step", "--record", path] + Self.tiny).code == 0)
    let file = try TensorFile.read(path)
    #expect(try file.require("losses", shape: [4]).elements.allSatisfy(\.isFinite))
    #expect(file["start.imageEncoder.down.0.weight"] != nil)
    #expect(file["batch.wrong_sound"] != nil)
  }

  @Test func whatAModelMakesCanBeRecorded() throws {
    let folder = TemporaryFolder()
    let path = folder.path("made.safetensors")
    let made = try BuiltProgram.run(
      ["bench", "convert", "--model", Material.run, "--record", path])
    #expect(made.code == 0 && made.output.isEmpty, "\(made.errors)")
    let file = try TensorFile.read(path)
    let sides = ["image": [16, 16, 3], "sound": [32, 17, 1]]
    for from in ["image", "sound"] {
      _ = try file.require(from, shape: [2] + (sides[from] ?? []))
      for to in ["image", "sound"] {
        for route in ["direct", "reconstruction"] {
          let result = try file.require("\(from)-to-\(to).\(route)", shape: [2] + (sides[to] ?? []))
          #expect(result.elements.allSatisfy { abs($0) <= 1 })
          #expect(Set(result.elements).count > 10)
        }
      }
    }
  }

  @Test func kernelsThatAreNotThereAreRefused() throws {
    let option = try BuiltProgram.run(["bench", "peak", "--kernels", "neon"])
    #expect(option.code == 64)
    #expect(option.errors.contains("neon"))
    let variable = try BuiltProgram.run(
      ["bench", "peak"], environment: ["CMCGAN_KERNELS": "fast"])
    #expect(variable.code == 64)
    #expect(
      variable.errors.contains(
        "CMCGAN_KERNELS=fast: no kernels of this name, or none that this processor has."))
  }
}
