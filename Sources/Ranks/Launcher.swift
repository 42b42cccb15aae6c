import Files
import Glibc

/// What started this process, alone or as one of several ranks.
public struct Launcher: Sendable, Equatable {
  /// Its name, for people.
  public let name: String
  /// How many processes it started.
  public let count: Int

  /// What the environment tells of a launcher of several processes, if there is one.
  ///
  /// `mpirun` of Open MPI and of MPICH, and `srun` of Slurm, say how many processes they start. In a job
  /// of Slurm only a step has started processes.
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

  /// What started this process.
  public static var present: Launcher? {
    Launcher { name in getenv(name).map { String(cString: $0) } }
  }

  /// Whether this program can work with other ranks.
  public static var knowsRanks: Bool {
    #if MPI
      true
    #else
      false
    #endif
  }

  /// The ranks that were started together with this process, or this process alone.
  ///
  /// It may be called once.
  ///
  /// - Throws: `Failure` of kind `unavailable` where there are several and the program cannot find them.
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
            ? "srun --mpi=list shows what joins them, such as pmix" : nil)
      }
      return ranks
    #else
      throw failure(
        "but built without MPI", hint: "make MPI=1 build makes one with it; or start one process")
    #endif
  }
}
