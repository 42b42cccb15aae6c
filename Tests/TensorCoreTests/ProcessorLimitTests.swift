import TensorCore
import Testing
import Threads

@Suite struct ProcessorLimitTests {
  private func quota(_ group: String, _ files: [String: String]) -> Double? {
    ProcessorLimit.quota(of: group) { files[$0] }
  }

  @Test func theSmallestQuotaOfAllParentGroupsCounts() {
    let files = [
      "/sys/fs/cgroup/job/step/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/job/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/cpu.max": "400000 100000\n",
    ]
    #expect(quota("0::/job/step\n", files) == 1.5)
    #expect(quota("0::/\n", files) == 4)
    #expect(quota("0::/other\n", [:]) == nil)
  }

  @Test func versionOneHasOneFileForQuotaAndOneForPeriod() {
    let files = [
      "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "50000\n",
      "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    ]
    #expect(quota("9:memory:/job\n4:cpu,cpuacct:/job\n", files) == 0.5)
    #expect(quota("4:cpu,cpuacct:/\n", files) == nil)
  }

  @Test func aProcessHasAtLeastOneProcessor() { #expect(ProcessorLimit.processors >= 1) }
}
