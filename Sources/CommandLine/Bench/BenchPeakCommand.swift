import ArgumentParser
import Console
import TensorCore
import Threads

struct BenchPeakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peak",
    abstract: "Measure the peak speed of this machine: arithmetic and memory.")

  @OptionGroup var compute: ComputeOptions

  @Flag(help: "Print one JSON object instead of the text.")
  var json = false

  mutating func run() throws {
    try compute.apply()
    let peak = MachinePeak.measured(with: compute.value)
    let path = compute.value.kernels.rawValue
    if json {
      Terminal.output([
        "schema": 1, "path": .string(path),
        "threads": .integer(Int64(ThreadPool.shared.threadCount)),
        "one_thread_gflops": .real(peak.oneThread), "all_threads_gflops": .real(peak.allThreads),
        "memory_gigabytes_per_second": .real(peak.memory),
      ])
    } else {
      Terminal.output(
        "path \(path): \(peak.oneThread.fixed(1)) GFLOP/s with 1 thread, "
          + "\(peak.allThreads.fixed(1)) with \(ThreadPool.shared.threadCount); "
          + "memory \(peak.memory.fixed(1)) GB/s")
    }
  }
}
