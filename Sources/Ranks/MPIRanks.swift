#if MPI
  import CMPI
  import Glibc

  /// The ranks that MPI knows: one for each process that `mpirun` or `srun` started.
  final class MPIRanks: RankGroup {
    let rank, count, countHere, processors: Int

    /// Joins the other processes; may be done once in a process.
    init() {
      let place = mpi_join()
      (rank, count) = (Int(place.rank), Int(place.count))
      countHere = Int(place.count_here)
      // A third of each of three processors is one.
      processors = max(1, Int(place.processors + 1e-6))
      // A process that ends without an error has to leave MPI, or MPI reports it as dead.
      atexit { mpi_leave() }
    }

    func sum(_ numbers: inout [Double]) {
      let length = Int32(numbers.count)
      numbers.withUnsafeMutableBufferPointer { mpi_sum($0.baseAddress, length) }
    }

    func beginSum<Number: RankNumber>(
      _ numbers: UnsafeMutableBufferPointer<Number>, into sums: UnsafeMutableBufferPointer<Number>
    ) -> any PendingSum {
      Sum(
        mpi_begin_sum(
          numbers.baseAddress, sums.baseAddress, Int32(numbers.count), Number.self == Double.self))
    }

    private final class Sum: PendingSum {
      private let handle: UnsafeMutableRawPointer

      init(_ handle: UnsafeMutableRawPointer) { self.handle = handle }

      func isDone() -> Bool { mpi_is_done(handle) }
      func wait() { mpi_wait(handle) }
    }

    func broadcast(_ bytes: UnsafeMutableRawBufferPointer) {
      mpi_broadcast(bytes.baseAddress, bytes.count)
    }

    func gather(_ bytes: [UInt8]) -> [[UInt8]] {
      var counts = [Int32](repeating: 0, count: count)
      mpi_gather_counts(Int32(bytes.count), &counts)
      let total = counts.reduce(0) { $0 + Int($1) }
      let all = [UInt8](unsafeUninitializedCapacity: total) { buffer, initialized in
        mpi_gather(bytes, counts, buffer.baseAddress)
        initialized = total
      }
      var rest = all[...]
      return counts.map { length in
        defer { rest = rest.dropFirst(Int(length)) }
        return Array(rest.prefix(Int(length)))
      }
    }

    func abort(_ code: Int32) -> Never { mpi_abort(code) }
  }
#endif
