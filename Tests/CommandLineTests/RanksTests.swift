import Files
import Foundation
import Ranks
import TestSupport
import Testing

/// The real program as several ranks: refused without MPI, as one process with it.
@Suite struct RanksTests {
  private let place = TemporaryFolder()

  private static let noMPI: Comment =
    "built without the trait MPI: what ranks do over MPI is not tested (make MPI=1 test does)"

  private var train: [String] {
    [
      "train", "--config", Golden.repository + "/configs/tiny.json", "--steps", "3", "--quiet",
      "--set", "data.orchestraTrainingPairs=1", "--set", "output.logEvery=1", "--output",
    ]
  }

  @Test(
    .disabled(if: Launcher.knowsRanks, "built with the trait MPI: ranks are not refused"),
    arguments: [
      ["train", "--config", "configs/tiny.json"], ["convert", "a.wav", "-o", "a.png"],
      ["evaluate", "runs/demo"], ["bench", "step"],
    ])
  func severalRanksAreRefusedWithoutMPI(arguments: [String]) throws {
    let server = try LocalServer()
    defer { server.close() }
    let call = try BuiltProgram.run(
      arguments,
      environment: [
        "OMPI_COMM_WORLD_SIZE": "4",
        "PMIX_SERVER_URI41": "1646788608.0;tcp4://127.0.0.1:\(server.port)",
      ])
    #expect(call.code == 69 && call.output.isEmpty)
    #expect(
      call.errors
        == "error: started as 4 ranks by mpirun, but built without MPI. "
        + "Build it with make MPI=1 build, or unset OMPI_COMM_WORLD_SIZE to work alone.\n")
  }

  /// Shells pass the variables of a launcher on.
  @Test(
    arguments: [
      (["OMPI_COMM_WORLD_SIZE": "4"], "OMPI_COMM_WORLD_SIZE", "mpirun", 4),
      (["SLURM_STEP_ID": "0", "SLURM_NTASKS": "2"], "SLURM_STEP_ID", "srun", 2),
      (["PMI_SIZE": "3", "PMI_RANK": "0", "PMI_FD": "9"], "PMI_SIZE", "mpiexec", 3),
    ])
  func aProcessThatReachesNoOtherWorksAlone(
    environment: [String: String], variable: String, launcher: String, count: Int
  ) throws {
    let call = try BuiltProgram.run(train + [place.path("run")], environment: environment)
    #expect(call.code == 0)
    #expect(
      call.errors
        == "warning: \(variable) is set as if \(launcher) had started \(count) ranks, but no launcher "
        + "answers; working alone (unset \(variable) to avoid this warning)\n")
    #expect(Folder.exists(place.path("run/checkpoints")))
  }

  @Test func aBatchJobOfSlurmIsOneProcess() throws {
    let batch = try BuiltProgram.run(
      train + [place.path("run")], environment: ["SLURM_JOB_ID": "7", "SLURM_NTASKS": "2"])
    #expect(batch.code == 0 && batch.errors.isEmpty)
  }

  /// Calls the program by several ranks on this machine.
  private func mpirun(_ count: Int, _ arguments: [String]) throws -> BuiltProgram {
    try BuiltProgram.run(
      ["mpirun", "--quiet", "--bind-to", "none", "-n", "\(count)", BuiltProgram.path] + arguments,
      environment: [
        "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
        "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_mpi_yield_when_idle": "1",
      ], program: "/usr/bin/env")
  }

  private func losses(_ run: String) throws -> [Double] {
    let text = String(
      decoding: try InputFile.read(place.path("\(run)/metrics.jsonl")), as: UTF8.self)
    return try text.split(separator: "\n").flatMap { line in
      try StrictJSON.parse(String(line), subject: run).members?.compactMap(\.value.number) ?? []
    }
  }

  @Test(.enabled(if: Launcher.knowsRanks, noMPI), arguments: [2, 3])
  func ranksTrainAsOneProcess(count: Int) throws {
    #expect(try BuiltProgram.run(train + [place.path("alone")]).code == 0)
    for name in ["one", "other"] {
      let call = try mpirun(count, train + [place.path(name)])
      #expect(call.code == 0 && call.errors.isEmpty, "\(call.errors)")
    }
    let found = closeness(of: try losses("one"), to: try losses("alone"), relative: 1e-4)
    #expect(found.isClose, "\(found)")
    func bytes(_ run: String) throws -> [UInt8] {
      try InputFile.read(place.path("\(run)/checkpoints/step-000003.safetensors"), limit: 1 << 30)
    }
    let isSame = try bytes("one") == bytes("other")
    #expect(isSame)
  }

  @Test(.enabled(if: Launcher.knowsRanks, noMPI)) func aFailureIsToldOnce() throws {
    let call = try mpirun(3, train + [place.path("run"), "--set", "training.batchSize=2"])
    #expect(call.code == 78)
    #expect(
      call.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") } == [
        "error: training.batchSize: 2 pairs for 3 ranks (one for each at least). Use a larger "
          + "batch: --set training.batchSize=N, the pairs of all ranks together."
      ])
    #expect(!Folder.exists(place.path("run")))
  }

  @Test(.enabled(if: Launcher.knowsRanks, noMPI)) func inputsAreSharedOut() throws {
    let files = PairFiles(in: place.path("sounds"))
    for number in 0..<3 {
      try files.write(
        PairFiles.wav([PairFiles.tone(number, count: 9_000)], sampleRate: 8_000), "\(number).wav")
    }
    let alone = try BuiltProgram.run(["convert", files.root, "-o", place.path("alone"), "--quiet"])
    let shared = try mpirun(
      2,
      ["convert", files.root, "\(place.path("none")).wav", "-o", place.path("shared"), "--quiet"])
    #expect(alone.code == 0 && shared.code == 1)
    #expect(
      shared.errors.contains(
        "error: 1 of 4 inputs failed (\(place.path("none")).wav)\n"), "\(shared.errors)")
    for number in 0..<3 {
      let isSame =
        try InputFile.read(place.path("alone/\(number).png"))
        == InputFile.read(place.path("shared/\(number).png"))
      #expect(isSame)
    }
  }
}
