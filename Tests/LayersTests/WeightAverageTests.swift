import Autograd
import Layers
import TensorCore
import TestSupport
import Testing

@Suite struct WeightAverageTests {
  @Test(arguments: 0..<3)
  func threeUpdatesMatchPyTorch(row: Int) throws {
    let values = try GoldenCase(kernel: "average")
    let golden = try GoldenCase(kernel: "average.\(row)")
    let parameter = Parameter("weight", try values["value.0"])
    let average = WeightAverage(
      "average", decay: Double(try golden["decay"].item), of: [parameter])
    #expect(average.averages.map(\.name) == ["average.weight"])
    for step in 1...3 {
      parameter.value = try values["value.\(step)"]
      average.update(step: step)
    }
    try golden.expect(average.averages[0].value, is: "result", relative: 1e-6)
  }

  @Test func averagesStandInForABlockOnly() throws {
    let parameter = Parameter("weight", Tensor(shape: [1], elements: [1]))
    let average = WeightAverage("average", decay: 0.5, of: [parameter])
    parameter.value = Tensor(shape: [1], elements: [2])
    let inside = average.substituted { parameter.value.item }
    #expect(inside == 1 && parameter.value.item == 2)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try average.substituted { throw Stop() } }
    #expect(parameter.value.item == 2)
  }
}
