import Ranks
import Testing

@Suite struct LauncherTests {
  private func launcher(_ environment: [String: String]) -> (String, Int)? {
    Launcher { environment[$0] }.map { ($0.name, $0.count) }
  }

  @Test(
    arguments: [
      (["OMPI_COMM_WORLD_SIZE": "4"], "mpirun", 4), (["PMI_SIZE": "3"], "mpiexec", 3),
      (["SLURM_STEP_ID": "0", "SLURM_STEP_NUM_TASKS": "2", "SLURM_NTASKS": "8"], "srun", 2),
      (["SLURM_STEP_ID": "0", "SLURM_NTASKS": "8"], "srun", 8),
    ])
  func aLauncherIsKnownByItsVariables(environment: [String: String], name: String, count: Int) {
    let found = launcher(environment)
    #expect(found?.0 == name && found?.1 == count)
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
