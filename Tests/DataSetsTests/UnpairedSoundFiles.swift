import DataSets
import TestSupport

/// A folder of unpaired sounds, and the pairs that they are added to.
struct UnpairedSoundFiles {
  let place = TemporaryFolder()
  var root: String { place.path("sounds") }
  var files: PairFiles { PairFiles(in: root) }

  /// Four pairs of two classes.
  var set: DataSet {
    let pairs = (0..<4).map {
      Pair(
        stem: "\($0)", classIndex: $0 % 2,
        origin: .orchestra($0 % 2 == 0 ? .cello : .tuba, index: $0))
    }
    return DataSet(classes: ["cello", "tuba"], training: pairs, validation: [])
  }

  /// A tone at the rate of `configs/tiny.json`, half a second of which is a clip.
  func write(_ number: Int, _ name: String, count: Int = 4_000) throws {
    let tone = PairFiles.tone(number, count: count)
    // The tone gets louder, so that its parts differ.
    let swelling = tone.enumerated().map { Int16(Int($1) * (1_000 + $0) / (1_000 + count)) }
    try files.write(PairFiles.wav([swelling], sampleRate: 8_000), name)
  }
}
