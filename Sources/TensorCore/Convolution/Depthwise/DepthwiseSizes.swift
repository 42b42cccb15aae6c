/// The sizes of one depthwise convolution: input [n, h, w, c], weight [window, window, c], output [n, ph, pw, c].
///
/// Zeros stand around the images so that there is a position for every `stride`-th pixel, as in
/// TensorFlow's "SAME": where their number is odd, one more stands below and to the right.
struct DepthwiseSizes {
  let n, h, w, c, window, stride, ph, pw: Int
  /// Zeros above and to the left.
  let before: (down: Int, right: Int)

  init(input: [Int], weight: [Int], stride: Int) {
    precondition(
      input.count == 4 && weight.count == 3, "a depthwise convolution takes images and windows")
    precondition(
      weight[0] == weight[1] && weight[0] >= stride && stride >= 1 && weight[2] == input[3],
      "weight \(weight) does not fit input \(input) and stride \(stride)")
    (n, h, w, c) = (input[0], input[1], input[2], input[3])
    (window, self.stride) = (weight[0], stride)
    (ph, pw) = ((h + stride - 1) / stride, (w + stride - 1) / stride)
    before = (
      max(0, (ph - 1) * stride + window - h) / 2, max(0, (pw - 1) * stride + window - w) / 2
    )
  }

  var input: [Int] { [n, h, w, c] }
  var weight: [Int] { [window, window, c] }
  var output: [Int] { [n, ph, pw, c] }

  /// How the log of convolutions lists the weight: one channel in for each out.
  var loggedWeight: [Int] { [window, window, 1, c] }
  /// The operations of each product.
  var operations: Double { 2 * Double(n * ph * pw * c * window * window) }

  /// The first row or column of the image under a position, and the taps that lie within it.
  @inline(__always)
  func taps(_ position: Int, before: Int, count: Int) -> (first: Int, taps: Range<Int>) {
    let first = position * stride - before
    return (first, max(0, -first)..<max(max(0, -first), min(window, count - first)))
  }
}
