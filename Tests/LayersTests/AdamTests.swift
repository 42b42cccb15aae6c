import Autograd
import Layers
import TensorCore
import TestSupport
import Testing

@Suite struct AdamTests {
  /// The settings of the golden file's table, by row.
  private func settings(_ row: Int) throws -> Adam.Settings {
    let table = try GoldenCase(kernel: "adam")["settings"]
    let values = table.elements[4 * row..<4 * row + 4].map { value in
      // 2e-4 as single precision stores it is not quite the number that PyTorch was given.
      (Double(value) * 1e10).rounded() / 1e10
    }
    return Adam.Settings(
      learningRate: values[0], beta1: values[1], beta2: values[2], epsilon: values[3])
  }

  private func parameters(_ golden: GoldenCase) throws -> [Parameter] {
    try (0..<2).map { Parameter("parameter.\($0)", try golden["start.\($0)"]) }
  }

  @Test(arguments: 0..<4)
  func threeUpdatesMatchPyTorch(row: Int) throws {
    let golden = try GoldenCase(kernel: "adam.\(row)")
    let parameters = try parameters(golden)
    let adam = Adam("optimizer", try settings(row), of: parameters)
    for step in 1...3 {
      adam.update(try (0..<2).map { try golden["\(step).gradient.\($0)"] })
      for (index, parameter) in parameters.enumerated() {
        try golden.expect(parameter.value, is: "\(step).value.\(index)", relative: 1e-6)
      }
    }
    #expect(adam.updates == 3)
  }

  /// A factor of 1 changes no bit, one of 0 lets a parameter stay, and another scales its learning rate.
  @Test func parametersHaveFactorsOfTheLearningRate() throws {
    func moved(_ factors: [Double], rate: Double = 1) throws -> [Tensor] {
      let golden = try GoldenCase(kernel: "adam.0")
      let parameters = try parameters(golden)
      let adam = Adam("optimizer", try settings(0), of: parameters)
      adam.parameterFactors = factors
      adam.learningRateFactor = rate
      adam.update(try (0..<2).map { try golden["1.gradient.\($0)"] })
      return parameters.map(\.value)
    }
    let (plain, half) = (try moved([]), try moved([], rate: 0.5))
    #expect(try moved([1, 1]) == plain)
    #expect(try moved([0.5, 1]) == [half[0], plain[1]])
    let start = try parameters(GoldenCase(kernel: "adam.0"))[1].value
    #expect(try moved([1, 0]) == [plain[0], start])
  }

  /// The moments and the count of updates are the whole state.
  @Test func goingOnEqualsNeverStopping() throws {
    let golden = try GoldenCase(kernel: "adam.0")
    func gradients(_ step: Int) throws -> [Tensor] {
      try (0..<2).map { try golden["\(step).gradient.\($0)"] }
    }
    let whole = try parameters(golden)
    let first = Adam("optimizer", try settings(0), of: whole)
    try first.update(gradients(1))
    let values = (whole + first.moments).map(\.value)
    try first.update(gradients(2))

    let resumed = try parameters(golden)
    let second = Adam("optimizer", try settings(0), of: resumed)
    #expect(
      second.moments.map(\.name) == [
        "optimizer.mean.parameter.0", "optimizer.square.parameter.0",
        "optimizer.mean.parameter.1", "optimizer.square.parameter.1",
      ])
    for (parameter, value) in zip(resumed + second.moments, values) { parameter.value = value }
    second.resume(after: 1)
    try second.update(gradients(2))
    #expect((resumed + second.moments).map(\.value) == (whole + first.moments).map(\.value))
  }

  @Test func anUpdateDoesNotDependOnThreads() {
    let results = ThreadCounts.results([1, 2, 3]) { _ in
      var random = RandomStream(seed: 2, stream: 2)
      let parameter = Parameter("p", .normal(shape: [100_003], from: &random))
      let adam = Adam(
        "adam", .init(learningRate: 1e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8),
        of: [parameter])
      for _ in 1...3 { adam.update([.normal(shape: [100_003], from: &random)]) }
      return [parameter.value] + adam.moments.map(\.value)
    }
    #expect(results[1] == results[0])
    #expect(results[2] == results[0])
  }
}
