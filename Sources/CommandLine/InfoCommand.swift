import ArgumentParser
import Console
import Description
import Files
import Inference

struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show what a model, run, sound, image or film says about itself.",
    discussion: """
      For a model, checkpoint or run folder: step, classes, sizes and spectrogram settings. For a sound, image \
      or film: its format, and the model, seed and settings that generated it. Packed data sets, spectrograms \
      and checkpoints/best.json work too.

        cmcgan-info runs/demo
        cmcgan-info instrument.png sound.wav
        cmcgan-info --json data/default.safetensors | jq .sound
      """)

  @Argument(help: "Models, run folders, sounds, images or films.", completion: .file())
  var files: [String]

  @Flag(help: "Print one JSON object per file, one per line.")
  var json = false

  func run() throws {
    var failed: [String] = []
    for (number, file) in files.enumerated() {
      do {
        let object = try FileDescription.object(of: file) { Terminal.warning($0) }
        if json {
          Terminal.output(object)
        } else {
          if number > 0 { Terminal.output("") }
          show(object, depth: 0)
        }
      } catch let failure as Failure {
        guard files.count > 1 else { throw failure }
        Terminal.error(failure.description)
        failed.append(file)
      }
    }
    guard failed.isEmpty else {
      throw Failure(.partial, nil, "\(failed.count) of \(files.count) files failed")
    }
  }

  /// One member a line; what lies within another is indented.
  private func show(_ object: JSONValue, depth: Int) {
    let indentation = String(repeating: "  ", count: depth)
    for member in object.members ?? [] where depth > 0 || member.key != "schema" {
      // Texts of a file may hold anything, also what steers a terminal.
      let name = (depth == 0 ? member.key.replacing("_", with: " ") : member.key).printable
      switch member.value {
      case .object:
        Terminal.output("\(indentation)\(name):")
        show(member.value, depth: depth + 1)
      case .array(let elements):
        let texts = elements.map { $0.text ?? $0.encoded() }
        Terminal.output("\(indentation)\(name): \(texts.joined(separator: ", ").printable)")
      default:
        let text = member.value.text ?? member.value.encoded()
        Terminal.output("\(indentation)\(name): \(text.printable)")
      }
    }
  }
}
