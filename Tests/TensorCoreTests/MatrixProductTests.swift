import TensorCore
import TestSupport
import Testing

@Suite struct MatrixProductTests {
  /// Rows, columns and inner length, from one number to several strips of 64.
  static let sizes = [(1, 1, 1), (3, 5, 4), (7, 1, 64), (1, 200, 3), (700, 9, 11), (130, 131, 20)]

  @Test(arguments: sizes, [(false, false), (true, false), (false, true), (true, true)])
  func everyElementEqualsItsDotProduct(size: (Int, Int, Int), transposing: (Bool, Bool)) {
    let (m, n, k) = size
    let (first, second) = transposing
    var random = RandomStream(seed: 1, stream: 2)
    let a = Tensor.normal(shape: first ? [k, m] : [m, k], from: &random)
    let b = Tensor.normal(shape: second ? [n, k] : [k, n], from: &random)
    let found = matrixProduct(a, b, transposingFirst: first, transposingSecond: second)
    var expected: [Double] = []
    for row in 0..<m {
      for column in 0..<n {
        var sum = 0.0
        for i in 0..<k {
          sum +=
            Double(a.elements[first ? i * m + row : row * k + i])
            * Double(b.elements[second ? column * k + i : i * n + column])
        }
        expected.append(sum)
      }
    }
    let result = closeness(of: found.elements.map { Double($0) }, to: expected)
    #expect(found.shape == [m, n] && result.isClose, "\(result)")
  }

  @Test(arguments: GoldenCase.denseLayers)
  func denseLayersMatchPyTorch(name: String) throws {
    let golden = try GoldenCase(kernel: name)
    let (x, weight, dy) = (try golden["x"], try golden["weight"], try golden["dy"])
    let y = addingToRows(matrixProduct(x, weight), try golden["bias"])
    try golden.expect(y, is: "y")
    try golden.expect(matrixProduct(dy, weight, transposingSecond: true), is: "dx")
    try golden.expect(matrixProduct(x, dy, transposingFirst: true), is: "dweight")
    try golden.expect(sumOfRows(dy), is: "dbias")
  }
}
