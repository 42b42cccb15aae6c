import ArgumentParser

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure this machine, kernels and training steps.",
    discussion: """
      `step` and `layers` print the machine's peak before and after them: where the two differ much, other \
      work was under way and the numbers between them say little.

        cmcgan-bench peak
        cmcgan-bench step --config configs/paper.json
        cmcgan-bench layers --config configs/paper.json
      """,
    subcommands: [
      BenchPeakCommand.self, BenchLayersCommand.self, BenchStepCommand.self,
      BenchConvertCommand.self, BenchAudioCommand.self,
    ],
    defaultSubcommand: BenchStepCommand.self)
}
