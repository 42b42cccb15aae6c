import Files
import Glibc

/// The program that started this process as one of several ranks, such as `mpirun`.
///
/// It is known by the variables that it sets in the environment.
public struct Launcher: Sendable, Equatable {
  /// The name to show: `mpirun`, `mpiexec` or `srun`.
  public let name: String
  /// The number of processes that it started, at least 2.
  public let count: Int

  /// The launcher that environment variables tell of; `nil` for a process alone.
  ///
  /// `mpirun` of Open MPI and of MPICH, and `srun` of Slurm, set the number of processes that they start.
  /// In a job of Slurm only a step starts processes.
  ///
  /// - Parameter environment: gives the value of a variable.
  public init?(_ environment: (String) -> String?) {
    func number(_ key: String) -> Int? { environment(key).flatMap { Int($0) } }
    if let count = number("OMPI_COMM_WORLD_SIZE") {
      (name, self.count) = ("mpirun", count)
    } else if let count = number("PMI_SIZE") {
      (name, self.count) = ("mpiexec", count)
    } else if environment("SLURM_STEP_ID") != nil,
      let count = number("SLURM_STEP_NUM_TASKS") ?? number("SLURM_NTASKS")
    {
      (name, self.count) = ("srun", count)
    } else {
      return nil
    }
    guard count > 1 else { return nil }
  }

  /// The launcher of this process; `nil` where it was started alone.
  public static var present: Launcher? {
    Launcher { name in getenv(name).map { String(cString: $0) } }
  }

  /// Whether this program was built with MPI and so can work with other ranks.
  public static var knowsRanks: Bool {
    #if MPI
      true
    #else
      false
    #endif
  }

  /// The ranks that were started together with this process, or this process alone.
  ///
  /// Call it once in a process.
  ///
  /// - Throws: `Failure` of kind `unavailable` if several were started and the program cannot join them.
  public static func join() throws -> any RankGroup {
    guard let launcher = present else { return SoleRank() }
    func failure(_ problem: String, hint: String?) -> Failure {
      Failure(
        .unavailable, nil, "started as \(launcher.count) ranks by \(launcher.name), \(problem)",
        hint: hint)
    }
    #if MPI
      let ranks = MPIRanks()
      guard ranks.count == launcher.count else {
        throw failure(
          "but MPI finds \(ranks.count)",
          hint: launcher.name == "srun"
            ? "Choose what joins them with srun --mpi, such as pmix (srun --mpi=list shows all)."
            : nil)
      }
      return ranks
    #else
      throw failure(
        "but built without MPI", hint: "Build it with make MPI=1 build, or start one process.")
    #endif
  }
}
