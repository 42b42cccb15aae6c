/// One phase of a strided convolution's input: the pixels in every `stride`-th row and column.
///
/// All pixels of a phase meet the same taps of the window. Pixel y meets the window's rows
/// `offset + stride j` (j = 0, 1, ...) at positions q - j, where y + padding = stride q + offset. So
/// within a phase the gradient is a convolution of stride 1.
struct Phase: Hashable, Sendable {
  let stride: Int
  /// The first row and column of the window that these pixels meet, from 0 to `stride` - 1.
  let down, right: Int

  /// Rows or columns of the window that a pixel of the phase meets; `stride` divides `size`.
  func taps(_ size: Int) -> Int { size / stride }

  /// The window's row that meets tap `tap`, counted from the first position on.
  func kernel(down tap: Int, of size: Int) -> Int { down + stride * (taps(size) - 1 - tap) }

  /// The window's column that meets tap `tap`.
  func kernel(right tap: Int, of size: Int) -> Int { right + stride * (taps(size) - 1 - tap) }
}
