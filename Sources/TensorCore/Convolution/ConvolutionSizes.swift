/// The sizes of one convolution: input x [n, h, w, c], weight [kh, kw, c, o], output [n, ph, pw, o].
struct ConvolutionSizes {
  let n, h, w, c, o, ph, pw: Int
  let window: ConvolutionWindow

  init(input: [Int], weight: [Int], window: ConvolutionWindow) {
    precondition(input.count == 4 && weight.count == 4, "a convolution takes images and weights")
    precondition(
      weight[0] == window.height && weight[1] == window.width && weight[2] == input[3],
      "weight \(weight) does not fit input \(input) and its window")
    (n, h, w, c, o) = (input[0], input[1], input[2], input[3], weight[3])
    (ph, pw) = window.positions(height: h, width: w)
    self.window = window
  }

  var input: [Int] { [n, h, w, c] }
  var weight: [Int] { [window.height, window.width, c, o] }
  var output: [Int] { [n, ph, pw, o] }
  var positions: Int { ph * pw }
  var patch: Int { window.height * window.width * c }
  /// Whether one window covers the whole image, so that the patch is the image itself.
  var coversInput: Bool {
    window.padding == 0 && window.height == h && window.width == w
  }

  /// The images of a block that has at least `rows` window positions, if there are as many.
  func block(rows: Int) -> Int { max(1, min(n, (rows + positions - 1) / positions)) }
}
