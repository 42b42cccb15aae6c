/// The thirteen instruments, named as in the Sub-URMP collection.
///
/// The raw value is the class name in folders, manifests and model files.
public enum Instrument: String, CaseIterable, Sendable {
  case bassoon, cello, clarinet
  case doubleBass = "double_bass"
  case flute, horn, oboe, sax, trombone, trumpet, tuba, viola, violin

  /// The lowest and highest sounding note of a clip, as MIDI numbers.
  ///
  /// Number 69 is the A of 440 Hz; each number is a semitone.
  public var range: ClosedRange<Int> {
    switch self {
    case .bassoon: 34...70
    case .cello: 36...74
    case .clarinet: 50...88
    case .doubleBass: 28...57
    case .flute: 60...94
    case .horn: 38...76
    case .oboe: 58...88
    case .sax: 49...80
    case .trombone: 40...71
    case .trumpet: 54...84
    case .tuba: 28...58
    case .viola: 48...82
    case .violin: 55...96
    }
  }

  /// The position in the alphabetical list, which numbers the random streams.
  var number: Int { Instrument.allCases.firstIndex(of: self) ?? 0 }
}
