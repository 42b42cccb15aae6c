import Ranks
import TestSupport
import Testing

@Suite struct LauncherTests {
  private func launcher(_ environment: [String: String]) -> (String, Int, String)? {
    Launcher { environment[$0] }.map { ($0.name, $0.count, $0.variable) }
  }

  @Test(
    arguments: [
      (["OMPI_COMM_WORLD_SIZE": "4"], "mpirun", 4, "OMPI_COMM_WORLD_SIZE"),
      (["PMI_SIZE": "3"], "mpiexec", 3, "PMI_SIZE"),
      (
        ["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "2", "SLURM_NTASKS": "8"], "srun", 2,
        "SLURM_STEP_ID"
      ),
      (["SLURM_STEP_ID": "0", "SLURM_NTASKS": "8"], "srun", 8, "SLURM_STEP_ID"),
    ])
  func aLauncherIsKnownByItsVariables(
    environment: [String: String], name: String, count: Int, variable: String
  ) {
    let found = launcher(environment)
    #expect(found?.0 == name && found?.1 == count && found?.2 == variable)
    var without = environment
    without[variable] = nil
    #expect(launcher(without) == nil)
  }

  @Test func aServerIsReachableWhileItListens() throws {
    let server = try LocalServer()
    let open = "tcp4://127.0.0.1:\(server.port)"
    for environment in [
      ["PMIX_SERVER_URI41": "1646788608.0;\(open)"], ["PMIX_SERVER_URI": open],
      ["PMI_PORT": "127.0.0.1:\(server.port)"],
    ] {
      #expect(RankServer.isReachable { environment[$0] })
    }
    #expect(RankServer.isReachable { $0 == "PMI_FD" ? "\(server.descriptor)" : nil })
    server.close()
    for environment in [
      [:], ["PMIX_SERVER_URI41": "1646788608.0;\(open)"], ["PMI_PORT": "127.0.0.1"],
      ["PMIX_SERVER_URI2": "text"], ["PMI_FD": "\(server.descriptor)"], ["PMI_FD": "one"],
      ["PMI_FD": "0"],
    ] as [[String: String]] {
      #expect(!RankServer.isReachable { environment[$0] }, "\(environment)")
    }
  }

  @Test(
    arguments: [
      [:], ["OMPI_COMM_WORLD_SIZE": "1"], ["PMI_SIZE": "one"],
      // The script of a batch job runs once, however many tasks the job may start.
      ["SLURM_JOB_ID": "7", "SLURM_NTASKS": "8"],
      // One process of a step inside a larger job.
      ["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "1", "SLURM_NTASKS": "8"],
    ])
  func oneProcessHasNone(environment: [String: String]) {
    #expect(launcher(environment) == nil)
  }
}
