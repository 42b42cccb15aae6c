import MicroKernels
import Threads

/// The peak speed of this machine, with which benchmarks compare the kernels.
///
/// It is measured by multiplications and additions in registers alone, without memory.
public struct MachinePeak: Sendable {
  /// Operations with one thread, in 10^9 a second; a multiplication and an addition are two.
  public let oneThread: Double
  /// Operations with all threads in use, in 10^9 a second.
  public let allThreads: Double
  /// Bytes read and written while all threads add long arrays, in 10^9 a second.
  public let memory: Double

  /// Measures the peak in about a third of a second.
  ///
  /// Other work on the machine lowers the figures.
  ///
  /// - Parameter compute: the kernels and the precision of the factors. Without own loops, the rate of
  ///   OpenBLAS on a large matrix product stands for the peak.
  /// - Returns: the best figures of several rounds.
  public static func measured(with compute: Compute) -> MachinePeak {
    let workers = ThreadPool.shared.threadCount
    return MachinePeak(
      oneThread: operations(threads: 1, compute),
      allThreads: operations(threads: workers, compute),
      memory: memory())
  }

  /// The best of several rounds, since other work on the machine only lowers a figure.
  private static func best(_ rounds: Int, _ work: () -> Double) -> Double {
    (0..<rounds).map { _ in
      let clock = ContinuousClock()
      let start = clock.now
      let done = work()
      return done / ((clock.now - start) / .seconds(1)) / 1e9
    }.max() ?? 0
  }

  private static func operations(threads: Int, _ compute: Compute) -> Double {
    #if !DOUBLE_PRECISION
      if let microKernel = compute.preciseMicroKernel {
        let rounds = 2_000_000
        return best(6) {
          ThreadPool.shared.forEach(threads) { _ in _ = microKernel.peakLoop(rounds) }
          return 2
            * Double(
              microKernel.rows * microKernel.columns * microKernel.factorsPerWord * rounds * threads
            )
        }
      }
    #endif
    let size = 768
    let matrix = Tensor(repeating: 0.5, shape: [size, size])
    return best(4) {
      ThreadPool.shared.forEach(threads) { _ in
        withScratch(size * size) { out in
          matrix.withPointer {
            let factor = MatrixPointer(start: $0, stride: size)
            multiply(
              factor, factor, rows: size, columns: size, inner: size, into: out, stride: size)
          }
        }
      }
      return 2 * Double(size * size * size * threads)
    }
  }

  private static func memory() -> Double {
    let x = Tensor(repeating: 1, shape: [1 << 24])
    let y = Tensor(repeating: 2, shape: [1 << 24])
    var z = sum(x, y)
    return best(4) {
      z = sum(x, y)
      return 3 * Double(z.count * MemoryLayout<Scalar>.stride)
    }
  }
}
