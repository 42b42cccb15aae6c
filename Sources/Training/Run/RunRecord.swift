import Configuration
import DataSets
import Files
import Glibc
import TensorCore

/// What `run.json` says of a start: versions, machine, data and command line.
struct RunRecord {
  /// What the data is; see `DataSet.digest`.
  let dataDigest: String
  /// The whole record.
  let document: JSONValue

  init(
    _ configuration: Configuration, _ set: DataSet, ranks: Int, compute: Compute, version: String
  ) {
    dataDigest = set.digest()
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    let environment = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS"]
      .compactMap { name in
        getenv(name).map { JSONValue.Member(name, .string(String(cString: $0))) }
      }
    document = [
      "schema": 1, "version": .string(version),
      "checkpoint_format": .string(Checkpoint.formatVersion), "started": .string(Moment.now),
      "host": .string(
        host.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }),
      "processors": .integer(Int64(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
      "ranks": .integer(Int64(ranks)),
      "threads": .integer(Int64(ThreadPool.shared.threadCount)),
      "kernels": .string(compute.kernels.rawValue), "openblas": .string(openBLASCoreName()),
      "environment": .object(environment), "seed": .integer(Int64(configuration.seed)),
      "data": [
        "root": .string(configuration.data.root), "digest": .string(dataDigest),
        "training_pairs": .integer(Int64(set.training.count)),
        "validation_pairs": .integer(Int64(set.validation.count)),
        "classes": .array(set.classes.map { .string($0) }),
      ],
      "arguments": .array(CommandLine.arguments.map { .string($0) }),
    ]
  }

  /// Why this start rounds differently from the one in a file, in words; `nil` where it does not.
  func departure(from path: String) -> String? {
    guard let before = try? StrictJSON.read(path) else { return nil }
    let changes = ["kernels", "openblas"].compactMap { key -> String? in
      guard let old = before[key]?.text, let new = document[key]?.text, old != new else {
        return nil
      }
      return "\(key) \(new), \(old) before"
    }
    return changes.isEmpty
      ? nil
      : "another processor or path (\(changes.joined(separator: "; "))): results will differ "
        + "by rounding"
  }
}

/// Times for people, never for anything that is computed.
enum Moment {
  /// The present time in UTC, such as 2026-01-31T12:00:00Z.
  static var now: String {
    var seconds = time(nil)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
