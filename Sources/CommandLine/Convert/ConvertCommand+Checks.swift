import ArgumentParser
import Configuration
import Inference

extension ConvertCommand {
  func validate() throws {
    try check("--seed", seed, 0...Int.max)
    try check("--samples", samples, 1...256)
    try check("--temperature", temperature, ConversionSettings.temperatures)
    try check("--duration", duration, 0.01...Converter.longestSound)
    try check("--every", every, 0.01...100_000)
    try check("--griffin-lim-iterations", griffinLimIterations, 0...10_000)
    try check("--size", size, 1...4_096)
    try check("--morph", morph, 2...10_000)
    try checkInputs()
    try checkWishes()
    guard !inputs.contains("") else { throw ValidationError("An input has an empty name.") }
    guard !output.isEmpty else { throw ValidationError("The output has an empty name.") }
    guard inputs.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("Standard input (-) can be read once only.")
    }
    guard from == nil || inputs.contains("-") else {
      throw ValidationError("--from is for standard input (-).")
    }
    if output == "-" {
      guard inputs.count <= 1 || morph != nil else {
        throw ValidationError("Standard output (-) takes one result, not \(inputs.count).")
      }
      guard !json, every == nil else {
        throw ValidationError("Standard output (-) cannot take --json or --every as well.")
      }
    }
  }

  private func checkInputs() throws {
    let needsInputs = watch == nil && className == nil
    guard needsInputs ? !inputs.isEmpty : watch == nil || inputs.isEmpty else {
      throw ValidationError(
        watch == nil
          ? "Missing expected argument '<inputs> ...'" : "--watch takes its inputs from the folder."
      )
    }
    if watch != nil, output == "-" || explain != nil || morph != nil {
      throw ValidationError("--watch needs a folder as output, and neither --morph nor --explain.")
    }
    if morph != nil,
      every != nil || duration != nil || samples != 1 || to == .sound || explain != nil
    {
      throw ValidationError(
        "--morph makes images, without --every, --duration, --samples and --explain.")
    }
    guard explain == nil || inputs.count == 1 else {
      throw ValidationError("--explain takes one sound, not \(inputs.count) inputs.")
    }
  }

  private func checkWishes() throws {
    if className != nil, morph != nil || explain != nil || route != nil {
      throw ValidationError("--class cannot be used with --morph, --explain and --route.")
    }
    guard className == nil || !strict else {
      throw ValidationError("--class cannot be used with --strict: no input is looked at.")
    }
    if like != nil, morph != nil || explain != nil || every != nil || route == .reconstruction {
      throw ValidationError(
        "--like cannot be used with --morph, --explain, --every and --route reconstruction.")
    }
    guard className != "" else { throw ValidationError("--class needs the name of a class.") }
    guard like != "-", like != "" else { throw ValidationError("--like takes a file.") }
  }
}
