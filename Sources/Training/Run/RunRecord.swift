import Autograd
import Configuration
import DataSets
import Files
import Glibc
import Models
import Safetensors
import TensorCore
import Threads

/// What `run.json` says of a start: versions, machine, data and command line.
struct RunRecord {
  /// What the data is; see `DataSet.digest`.
  let dataDigest: String
  /// The CRC-32 of the weights of EfficientNet-Lite0; empty where they are not used.
  let backboneChecksum: String
  /// The whole record.
  let document: JSONValue

  init(
    _ configuration: Configuration, _ set: DataSet, _ backbone: EfficientNetLite0?, ranks: Int,
    compute: Compute, version: String
  ) {
    dataDigest = set.digest()
    backboneChecksum = backbone.map { Checksum.text($0.parameters.checksum) } ?? ""
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    let environment = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"]
      .compactMap { name in
        getenv(name).map { JSONValue.Member(name, .string(String(cString: $0))) }
      }
    var document: JSONValue = [
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
    if !backboneChecksum.isEmpty { document["backbone"] = .string(backboneChecksum) }
    self.document = document
  }

  /// The record with what the run began from.
  ///
  /// - Parameters:
  ///   - origins: the models that it began from, the last one first; none for fresh weights.
  ///   - path: where the last one was read; `nil` for what the record of an earlier start says.
  ///   - earlier: the file with that record.
  /// - Returns: the record, with `origin` where there is one.
  func completed(origins: [String], path: String?, earlier: String) -> JSONValue {
    guard !origins.isEmpty else { return document }
    let path = path ?? (try? StrictJSON.read(earlier))?["origin"]?["path"]?.text
    var members = path.map { [JSONValue.Member("path", .string($0))] } ?? []
    members.append(.init("models", .array(origins.map { .string($0) })))
    var copy = document
    copy["origin"] = .object(members)
    return copy
  }

  /// Why the results of this start will differ from those of the one in a file, in words.
  func departures(from path: String) -> [String] {
    guard let before = try? StrictJSON.read(path) else { return [] }
    var departures = [rounding(from: before)].compactMap { $0 }
    if let old = before["backbone"]?.text, old != backboneChecksum {
      departures.append(
        "other weights of EfficientNet-Lite0 than before: discriminator and losses see other features"
      )
    }
    return departures
  }

  private func rounding(from before: JSONValue) -> String? {
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
