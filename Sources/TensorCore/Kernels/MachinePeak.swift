import MicroKernels

/// What this machine can do at most: the measure that kernels are held against.
public struct MachinePeak: Sendable {
  /// Multiplications and additions of single precision, in 10^9 a second, with one thread.
  public let oneThread: Double
  /// The same with all threads that are in use.
  public let allThreads: Double
  /// What is read and written, in 10^9 bytes a second, by all threads as they add up long arrays.
  public let memory: Double

  /// Measures for about a third of a second; other work on the machine makes all of it smaller.
  ///
  /// - Parameter compute: the kernels and the precision of the factors. Without own loops, the rate of
  ///   OpenBLAS on a large matrix product stands for the peak.
  public static func measured(with compute: Compute) -> MachinePeak {
    let workers = ThreadPool.shared.threadCount
    return MachinePeak(
      oneThread: operations(threads: 1, compute),
      allThreads: operations(threads: workers, compute),
      memory: memory())
  }

  /// The best of several rounds, as anything else on the machine only takes away.
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
