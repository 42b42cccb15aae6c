import TensorCore

extension PixelTransform {
  /// The transforms of a golden file: rows of down, right, factor and addend.
  public static func list(_ rows: Tensor) -> [PixelTransform] {
    stride(from: 0, to: rows.count, by: 4).map { at in
      PixelTransform(
        down: Int(rows.elements[at]), right: Int(rows.elements[at + 1]),
        factor: rows.elements[at + 2], addend: rows.elements[at + 3])
    }
  }
}
