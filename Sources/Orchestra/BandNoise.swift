/// White noise through a two-pole band filter: breath, bow hair, hiss of a tongue.
struct BandNoise {
  private var stream: Choices
  private let scale: Float
  private let a1: Float
  private let a2: Float
  private var state: SIMD2<Float> = .zero
  private var input: SIMD2<Float> = .zero

  /// A band around `hertz`, narrower for higher `quality`, about as loud as a sine of amplitude 1.
  init(hertz: Double, quality: Double, sampleRate: Double, choices: Choices) {
    stream = choices
    let turns = min(hertz / sampleRate, 0.45)
    let alpha = Exact.sine(turns: turns) / (2 * quality)
    let first = 1 + alpha
    // The band passes about `turns / quality` of the noise's power; white uniform noise has 1/3.
    let power = min(turns * 3 / quality, 1) / 3
    scale = Float(alpha / first / power.squareRoot() * 0.7)
    a1 = Float(-2 * Exact.cosine(turns: turns) / first)
    a2 = Float((1 - alpha) / first)
  }

  mutating func next() -> Float {
    let white = stream.noise()
    let output = scale * (white - input.y) - a1 * state.x - a2 * state.y
    input = SIMD2(white, input.x)
    state = SIMD2(output, state.x)
    return output
  }
}
