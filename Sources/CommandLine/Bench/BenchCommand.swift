import ArgumentParser

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure this machine, kernels and training steps.",
    discussion: """
      `step` and `layers` measure the machine's peak speed before and after. If the two differ much, \
      other programs were running, and the results mean little.

        cmcgan-bench peak
        cmcgan-bench step --config configs/paper.json
        cmcgan-bench layers --config configs/paper.json
      """,
    subcommands: [
      BenchPeakCommand.self, BenchLayersCommand.self, BenchStepCommand.self,
      BenchConvertCommand.self, BenchAudioCommand.self, BenchBackboneCommand.self,
    ],
    defaultSubcommand: BenchStepCommand.self)
}
