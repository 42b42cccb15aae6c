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
  /// The variable that tells of it: without it, a process is alone.
  public let variable: String

  /// The launcher that environment variables tell of; `nil` for a process alone.
  ///
  /// `mpirun` of Open MPI and of MPICH, and `srun` of Slurm, set the number of processes that they start.
  /// In a job of Slurm only a step starts processes.
  ///
  /// - Parameter environment: gives the value of a variable.
  public init?(_ environment: (String) -> String?) {
    func number(_ key: String) -> Int? { environment(key).flatMap { Int($0) } }
    if let count = number("OMPI_COMM_WORLD_SIZE") {
      (name, self.count, variable) = ("mpirun", count, "OMPI_COMM_WORLD_SIZE")
    } else if let count = number("PMI_SIZE") {
      (name, self.count, variable) = ("mpiexec", count, "PMI_SIZE")
    } else if environment("SLURM_STEP_ID") != nil,
      let count = number("SLURM_STEP_NUM_TASKS") ?? number("SLURM_NTASKS")
    {
      (name, self.count, variable) = ("srun", count, "SLURM_STEP_ID")
    } else {
      return nil
    }
    guard count > 1 else { return nil }
  }

  /// The launcher of this process; `nil` where it was started alone.
  public static var present: Launcher? { Launcher(value(of:)) }

  private static func value(of name: String) -> String? {
    getenv(name).map { String(cString: $0) }
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
  /// Call it once in a process. Shells pass variables of a launcher on to programs that it did not start, so
  /// a process is one of several only if it can reach the server that connects them.
  ///
  /// - Parameter warn: gets a text if variables tell of ranks that cannot be reached.
  /// - Returns: the ranks, this one among them.
  /// - Throws: `Failure` of kind `unavailable` if several were started and the program cannot join them.
  public static func join(warn: (String) -> Void) throws -> any RankGroup {
    guard let launcher = present else { return SoleRank() }
    guard RankServer.isReachable(value(of:)) else {
      warn(
        "\(launcher.variable) is set as if \(launcher.name) had started \(launcher.count) ranks, but no "
          + "launcher answers; working alone (unset \(launcher.variable) to avoid this warning)")
      return SoleRank()
    }
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
            : "Use the \(launcher.name) of the MPI that it was built with, or unset "
              + "\(launcher.variable) to work alone.")
      }
      return ranks
    #else
      throw failure(
        "but built without MPI",
        hint: "Build it with make MPI=1 build, or unset \(launcher.variable) to work alone.")
    #endif
  }
}
