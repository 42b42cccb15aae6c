import Autograd
import TensorCore
import TestSupport
import Testing

@Suite struct GradientReductionTests {
  /// A reduction over this part and another one of the same size, whose gradients are all `other`.
  private final class TwoParts: GradientReduction, GradientSum {
    private let other: Scalar
    private var sums: [Int: Tensor] = [:]
    private(set) var shapes: [[Int]] = []
    private(set) var progressCalls = 0
    let weight = 0.5
    let sumOfStatistics: SumOverParts?

    init(other: Scalar, sumOfStatistics: SumOverParts? = nil) {
      (self.other, self.sumOfStatistics) = (other, sumOfStatistics)
    }

    func beginSum() -> any GradientSum { self }

    func average(_ numbers: inout [Double]) {
      for i in numbers.indices { numbers[i] = weight * (numbers[i] + Double(other)) }
    }

    func add(_ gradient: Tensor, at tapeIndex: Int) {
      shapes.append(gradient.shape)
      sums[tapeIndex] = sum(gradient, Tensor(repeating: other, shape: gradient.shape))
    }

    func makeProgress() { progressCalls += 1 }
    func finish() -> [Int: Tensor] { sums }
  }

  private func parameter(_ name: String, _ elements: [Scalar]) -> Parameter {
    Parameter(name, Tensor(shape: [elements.count], elements: elements))
  }

  @Test func gradientsAreSumsOfWeightedParts() {
    let (p, q, unused) = (
      parameter("p", [1, 2]), parameter("q", [3, 4, 5, 6]), parameter("unused", [7])
    )
    let reduction = TwoParts(other: 10)
    let tape = Tape()
    let loss = tape.variable(of: p).mean() + tape.variable(of: q).mean()
    let gradients = tape.gradients(of: loss, for: [q, p, unused], reduction: reduction)
    // Half of 1/4 and half of 1/2, plus 10 of the other part.
    #expect(gradients[0].elements == [10.125, 10.125, 10.125, 10.125])
    #expect(gradients[1].elements == [10.25, 10.25])
    #expect(gradients[2].elements == [0])
  }

  /// The last recorded comes first, so that its sum travels while the others are computed.
  @Test func eachGradientIsAddedOnceFromTheEndOfTheTape() {
    let (p, q) = (parameter("p", [1, 2]), parameter("q", [3, 4, 5]))
    let reduction = TwoParts(other: 0)
    let tape = Tape()
    let loss =
      tape.variable(of: p).mean() + tape.variable(of: q).mean() + tape.variable(of: p).mean()
    _ = tape.gradients(of: loss, for: [p, q], reduction: reduction)
    #expect(reduction.shapes == [[3], [2]])
    #expect(reduction.progressCalls >= 2)
  }

  @Test func stateBecomesItsMean() {
    let (mean, variance) = (parameter("mean", [2, 4]), parameter("variance", [6]))
    TwoParts(other: 10).average([mean, variance])
    #expect(mean.value.elements == [6, 7])
    #expect(variance.value.elements == [8])
  }

  @Test func passesOfAStepCarryItsStatistics() {
    let reduction = TwoParts(other: 0) { numbers in numbers = numbers.map { 2 * $0 } }
    let context = StepContext(.fromEnvironment, reduction: reduction)
    for pass in [
      Pass.training(Tape(), in: context), Pass.training(Tape(), in: context).keepingState,
      Pass.rehearsal(in: context),
    ] {
      var numbers = [1.0, 2]
      pass.sumOverParts?(&numbers)
      #expect(numbers == [2, 4])
    }
    #expect(Pass.inference.sumOverParts == nil)
    #expect(Pass.training(Tape()).sumOverParts == nil)
  }

  @Test func aPassCarriesKernelsAndPrecision() {
    let half = Compute(kernels: .openBLAS, precision: .bfloat16)
    let passes = [
      Pass.inference(with: half), .training(Tape(), in: StepContext(half)),
      .rehearsal(in: StepContext(half)),
    ]
    for pass in passes {
      #expect(pass.compute.kernels == .openBLAS && pass.compute.precision == .bfloat16)
    }
  }
}
