import Files
import Foundation
import TestSupport
import Testing

/// Signals and kills, with the real program: what is resumed equals what was never stopped.
@Suite struct InterruptionTests {
  private let folder = TemporaryFolder()
  private let steps = 60

  /// The arguments of a run of the tiny configuration, which goes on where there is something.
  private func arguments(_ run: String, _ more: [String] = []) -> [String] {
    [
      "train", "--config", Golden.repository + "/configs/tiny.json", "--resume", folder.path(run),
      "--quiet", "--set", "output.checkpointEvery=5", "--set", "output.sampleEvery=1000",
      "--set", "output.keepCheckpoints=100",
    ] + more
  }

  private func started(_ run: String, _ more: [String] = []) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: BuiltProgram.path)
    process.arguments = arguments(run, more)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func final(_ run: String) throws -> [UInt8] {
    try InputFile.read(folder.path("\(run)/checkpoints/step-0000\(steps).safetensors"))
  }

  private func wait(for path: String, while process: Process) {
    while !InputFile.exists(path), process.isRunning { usleep(2_000) }
  }

  @Test func killedRunsEndLikeOthers() throws {
    #expect(try BuiltProgram.run(arguments("whole")).code == 0)
    for kill in 0..<6 {
      let process = try started("torn")
      let first = "torn/checkpoints/step-0000\(kill == 0 ? "00" : "\(5 * kill + 5)").safetensors"
      wait(for: folder.path(first), while: process)
      usleep(UInt32(3_000 * kill))
      Glibc.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    #expect(try BuiltProgram.run(arguments("torn")).code == 0)
    #expect(try final("torn") == final("whole"))
    #expect(
      try InputFile.read(folder.path("torn/metrics.jsonl"))
        == InputFile.read(folder.path("whole/metrics.jsonl")))
    // Nothing is left to do, and that is no fault.
    let again = try BuiltProgram.run(["train", "--resume", folder.path("torn")])
    #expect(again.code == 0 && again.errors.contains("already complete at step 60"))
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func aSignalSavesAndStops(signal: Int32) throws {
    let process = try started("run", ["--set", "training.steps=4000"])
    wait(for: folder.path("run/metrics.jsonl"), while: process)
    Glibc.kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal && process.terminationStatus == signal)
    let last = try StrictJSON.read(folder.path("run/checkpoints/last.json"))
    let name = try #require(last["checkpoint"]?.text)
    let info = try BuiltProgram.run(["info", folder.path("run/checkpoints/\(name)")])
    #expect(info.code == 0)
    let events = String(
      decoding: try InputFile.read(folder.path("run/events.jsonl")), as: UTF8.self)
    #expect(events.contains(#""event":"stop""#) && events.contains(#""signal":\#(signal)"#))
  }

  @Test func aSaveOnRequestChangesNothing() throws {
    #expect(try BuiltProgram.run(arguments("whole")).code == 0)
    let process = try started("asked", ["--set", "output.checkpointEvery=1000"])
    wait(for: folder.path("asked/metrics.jsonl"), while: process)
    Glibc.kill(process.processIdentifier, SIGUSR1)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    #expect(try Folder.names(in: folder.path("asked/checkpoints")).count == 5)
    #expect(try weights("asked") == weights("whole"))
  }

  /// The tensors of the last checkpoint; its metadata hold the configuration, which differs.
  private func weights(_ run: String) throws -> ArraySlice<UInt8> {
    let bytes = try final(run)
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return bytes[(8 + length)...]
  }

  @Test func aDryRunLeavesNothing() throws {
    let run = folder.path("dry/run")
    let result = try BuiltProgram.run([
      "train", "--config", Golden.repository + "/configs/tiny.json", "--output", run, "--dry-run",
    ])
    #expect(result.code == 0 && folder.names.isEmpty)
    let words = result.lines.map { $0.split(separator: ":")[0] }
    #expect(
      words == [
        "run folder", "data", "parameters", "memory", "main training", "samples", "validation",
        "checkpoints", "time in all", "a stop",
      ])
    #expect(result.text.contains("\nmain training: 60 steps, "))
    #expect(result.text.contains("\nsamples: 2, ") && result.text.contains("\nvalidation: 4, "))
    #expect(result.text.contains("104 pairs to train on, 26 to validate, 13 classes"))
    let object = try BuiltProgram.run([
      "train", "--config", Golden.repository + "/configs/tiny.json", "--output", run, "--dry-run",
      "--json",
    ])
    let found = try StrictJSON.parse(object.text, subject: "dry run")
    #expect(
      found["stop_seconds"]?.number ?? 0 > 0 && found["checkpoint_bytes"]?.wholeNumber ?? 0 > 1_000)
  }

  @Test func theSchemaIsPrinted() throws {
    let result = try BuiltProgram.run(["train", "--print-schema"])
    #expect(result.code == 0)
    #expect(result.output == (try InputFile.read(Golden.repository + "/configs/schema.json")))
  }

  /// A full device, as every file that outgrows the limit of the shell is one.
  @Test func aCheckpointThatCannotBeWrittenEndsTheRun() throws {
    #expect(try BuiltProgram.run(arguments("run", ["--set", "training.steps=5"])).code == 0)
    let before = try InputFile.read(folder.path("run/checkpoints/step-000005.safetensors"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments =
      [
        "-c",
        // A program that measures coverage writes a file at its end, and would complain about the limit.
        "export LLVM_PROFILE_FILE=/dev/null; ulimit -f 400; exec \"$0\" \"$@\" 2> \(folder.path("errors"))",
        BuiltProgram.path,
      ] + arguments("run")
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 74)
    let errors = String(decoding: try InputFile.read(folder.path("errors")), as: UTF8.self)
    let path = folder.path("run/checkpoints/step-000010.safetensors")
    #expect(errors.hasPrefix("error: \(path): cannot be written (file too large, "), "\(errors)")
    #expect(errors.split(separator: "\n").count == 1)
    let names = try Folder.names(in: folder.path("run/checkpoints"), hidden: true)
    #expect(
      names == ["best.json", "last.json", "step-000000.safetensors", "step-000005.safetensors"])
    #expect(try InputFile.read(folder.path("run/checkpoints/step-000005.safetensors")) == before)
    #expect(try BuiltProgram.run(arguments("run")).code == 0)
  }
}
