/// A resonance of body, bore or mouthpiece: fixed in hertz, whatever note is played.
struct Resonance {
  var hertz: Double
  /// Distance from the peak at which the gain has halved.
  var width: Double
  var gain: Double

  init(_ hertz: Double, _ width: Double, _ gain: Double) {
    self.hertz = hertz
    self.width = width
    self.gain = gain
  }
}

/// How the sound of one instrument is made.
///
/// The values follow, rounded, what acoustics textbooks say of each family (Fletcher and Rossing,
/// "The physics of musical instruments"); they were then adjusted to measured spectra.
struct Voice {
  enum Onset { case bow, blip, chiff }

  /// Fall of the source spectrum in powers of the harmonic's number, played softly and loudly.
  var softSlope: Double
  var loudSlope: Double
  /// Level of the lowest even harmonics; a cylinder closed at one end suppresses them.
  var evenLevel = 1.0
  var resonances: [Resonance]
  /// What passes beside the resonances.
  var floor: Double
  /// Above this frequency tone holes or the bell no longer reflect, and the spectrum falls faster.
  var cutoff: Double
  var onset: Onset
  var attackSeconds: ClosedRange<Double>
  var vibratoCents: ClosedRange<Double>
  var vibratoHertz: ClosedRange<Double>
  /// How often a player uses vibrato.
  var vibratoShare: Double
  /// Steady breath or bow noise relative to the tone, in decibels, and its band.
  var noiseDecibels: ClosedRange<Double>
  var noiseHertz: Double
  var noiseQuality: Double
  /// Extra resonances, different for each single instrument, as of a wooden box.
  var bodyModes = 0
}

extension Voice {
  static func of(_ instrument: Instrument) -> Voice {
    switch instrument {
    case .bassoon:
      Voice(
        softSlope: 1.25, loudSlope: 0.75,
        resonances: [
          Resonance(480, 110, 4.5), Resonance(1180, 200, 1.2), Resonance(2200, 500, 0.4),
        ],
        floor: 0.30, cutoff: 1500, onset: .chiff, attackSeconds: 0.025...0.06,
        vibratoCents: 4...14, vibratoHertz: 4.5...6, vibratoShare: 0.5, noiseDecibels: -48 ... -38,
        noiseHertz: 1400, noiseQuality: 0.7)
    case .cello:
      Voice(
        softSlope: 1.15, loudSlope: 0.85,
        resonances: [
          Resonance(105, 22, 1.4), Resonance(185, 35, 2.0), Resonance(320, 80, 1.2),
          Resonance(720, 260, 1.0), Resonance(1700, 600, 0.9),
        ],
        floor: 0.35, cutoff: 3200, onset: .bow, attackSeconds: 0.05...0.13,
        vibratoCents: 10...28, vibratoHertz: 4.6...6, vibratoShare: 0.75,
        noiseDecibels: -38 ... -27,
        noiseHertz: 1800, noiseQuality: 0.6, bodyModes: 14)
    case .clarinet:
      Voice(
        softSlope: 1.75, loudSlope: 1.0, evenLevel: 0.05,
        resonances: [Resonance(1500, 500, 0.7), Resonance(3400, 900, 0.5)],
        floor: 0.9, cutoff: 1700, onset: .chiff, attackSeconds: 0.03...0.08,
        vibratoCents: 0...3, vibratoHertz: 4.5...5.5, vibratoShare: 0.1, noiseDecibels: -52 ... -40,
        noiseHertz: 2400, noiseQuality: 0.7)
    case .doubleBass:
      Voice(
        softSlope: 1.2, loudSlope: 0.9,
        resonances: [
          Resonance(62, 14, 1.2), Resonance(102, 22, 1.8), Resonance(210, 60, 1.3),
          Resonance(480, 160, 0.7), Resonance(1100, 400, 0.35),
        ],
        floor: 0.25, cutoff: 1500, onset: .bow, attackSeconds: 0.07...0.16,
        vibratoCents: 6...20, vibratoHertz: 4.2...5.4, vibratoShare: 0.6,
        noiseDecibels: -36 ... -25,
        noiseHertz: 950, noiseQuality: 0.6, bodyModes: 12)
    case .flute:
      Voice(
        softSlope: 2.6, loudSlope: 1.5,
        resonances: [Resonance(900, 450, 0.6)],
        floor: 0.8, cutoff: 3000, onset: .chiff, attackSeconds: 0.04...0.10,
        vibratoCents: 6...18, vibratoHertz: 4.8...6.2, vibratoShare: 0.8,
        noiseDecibels: -30 ... -20,
        noiseHertz: 3000, noiseQuality: 0.5)
    case .horn:
      Voice(
        softSlope: 2.1, loudSlope: 1.05,
        resonances: [Resonance(350, 130, 2.2), Resonance(750, 250, 0.7)],
        floor: 0.5, cutoff: 900, onset: .blip, attackSeconds: 0.035...0.08,
        vibratoCents: 0...4, vibratoHertz: 4.5...5.5, vibratoShare: 0.15,
        noiseDecibels: -54 ... -42, noiseHertz: 800, noiseQuality: 0.7)
    case .oboe:
      Voice(
        softSlope: 0.95, loudSlope: 0.6,
        resonances: [
          Resonance(1050, 220, 3.4), Resonance(2900, 420, 1.9), Resonance(600, 200, 0.5),
        ],
        floor: 0.28, cutoff: 2600, onset: .chiff, attackSeconds: 0.02...0.05,
        vibratoCents: 5...15, vibratoHertz: 4.8...6.2, vibratoShare: 0.7,
        noiseDecibels: -50 ... -40,
        noiseHertz: 3200, noiseQuality: 0.7)
    case .sax:
      Voice(
        softSlope: 1.35, loudSlope: 0.75,
        resonances: [
          Resonance(650, 240, 1.6), Resonance(1350, 350, 1.1), Resonance(2600, 700, 0.6),
        ],
        floor: 0.55, cutoff: 1900, onset: .chiff, attackSeconds: 0.02...0.06,
        vibratoCents: 6...24, vibratoHertz: 4.6...5.8, vibratoShare: 0.6,
        noiseDecibels: -40 ... -29,
        noiseHertz: 2600, noiseQuality: 0.5)
    case .trombone:
      Voice(
        softSlope: 1.75, loudSlope: 0.65,
        resonances: [Resonance(520, 200, 1.6), Resonance(1500, 500, 0.5)],
        floor: 0.6, cutoff: 1300, onset: .blip, attackSeconds: 0.03...0.06,
        vibratoCents: 0...14, vibratoHertz: 4.4...5.6, vibratoShare: 0.35,
        noiseDecibels: -52 ... -42, noiseHertz: 1200, noiseQuality: 0.7)
    case .trumpet:
      Voice(
        softSlope: 1.3, loudSlope: 0.4,
        resonances: [Resonance(1250, 420, 1.9), Resonance(2400, 700, 0.9)],
        floor: 0.5, cutoff: 2300, onset: .blip, attackSeconds: 0.02...0.045,
        vibratoCents: 0...12, vibratoHertz: 4.8...6, vibratoShare: 0.45, noiseDecibels: -54 ... -44,
        noiseHertz: 2800, noiseQuality: 0.7)
    case .tuba:
      Voice(
        softSlope: 2.1, loudSlope: 1.25,
        resonances: [Resonance(230, 90, 1.8), Resonance(420, 150, 0.5)],
        floor: 0.5, cutoff: 520, onset: .blip, attackSeconds: 0.045...0.10,
        vibratoCents: 0...8, vibratoHertz: 4.2...5.2, vibratoShare: 0.25,
        noiseDecibels: -48 ... -36, noiseHertz: 500, noiseQuality: 0.7)
    case .viola:
      Voice(
        softSlope: 1.15, loudSlope: 0.85,
        resonances: [
          Resonance(225, 40, 1.6), Resonance(390, 80, 1.8), Resonance(900, 220, 1.3),
          Resonance(1900, 600, 0.8),
        ],
        floor: 0.35, cutoff: 3400, onset: .bow, attackSeconds: 0.045...0.12,
        vibratoCents: 12...30, vibratoHertz: 4.8...6.2, vibratoShare: 0.75,
        noiseDecibels: -38 ... -27, noiseHertz: 2600, noiseQuality: 0.6, bodyModes: 14)
    case .violin:
      Voice(
        softSlope: 1.05, loudSlope: 0.8,
        resonances: [
          Resonance(285, 45, 1.3), Resonance(480, 90, 1.7), Resonance(1100, 250, 0.8),
          Resonance(2600, 750, 1.9),
        ],
        floor: 0.35, cutoff: 5200, onset: .bow, attackSeconds: 0.035...0.11,
        vibratoCents: 12...32, vibratoHertz: 5...6.6, vibratoShare: 0.8, noiseDecibels: -38 ... -27,
        noiseHertz: 4000, noiseQuality: 0.6, bodyModes: 16)
    }
  }

  /// Draws one single instrument of the kind: no two have quite the same resonances.
  func individual(_ choice: inout Choices, lowest: Double) -> Voice {
    var voice = self
    voice.cutoff *= Exact.powerOfTwo(choice.real(-0.2...0.2))
    voice.resonances = resonances.map {
      Resonance(
        $0.hertz * Exact.powerOfTwo(choice.real(-0.1...0.1)), $0.width * choice.real(0.8...1.25),
        $0.gain * choice.real(0.75...1.3))
    }
    for mode in 0..<bodyModes {
      let hertz = lowest * 1.3 * Exact.powerOfTwo((Double(mode) + choice.real(0...1)) * 0.38)
      voice.resonances.append(Resonance(hertz, hertz * 0.05, choice.real(0...0.9)))
    }
    return voice
  }

  /// The gain of bore and body at a frequency.
  func response(at hertz: Double) -> Double {
    var gain = floor
    for resonance in resonances {
      let distance = (hertz - resonance.hertz) / resonance.width
      gain += resonance.gain / (1 + distance * distance)
    }
    let beyond = hertz / cutoff
    return gain / (1 + beyond * beyond * beyond)
  }
}
