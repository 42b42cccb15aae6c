/// A dense array of numbers in row-major order: the last dimension is contiguous.
///
/// Images and spectrograms are [batch, height, width, channels], features [batch, channels]. A
/// tensor is a value: copies are independent, and share storage until one of them is changed.
public struct Tensor: Sendable, Equatable {
  /// The size of each dimension; a single number has the shape `[]`.
  public let shape: [Int]
  /// All elements, row-major.
  public var elements: [Scalar]

  /// A tensor of the given elements, row-major.
  public init(shape: [Int], elements: [Scalar]) {
    precondition(
      shape.reduce(1, *) == elements.count,
      "shape \(shape) needs another count than \(elements.count)")
    self.shape = shape
    self.elements = elements
  }

  /// A tensor whose elements all equal `value`.
  public init(repeating value: Scalar, shape: [Int]) {
    self.init(shape: shape, elements: [Scalar](repeating: value, count: shape.reduce(1, *)))
  }

  /// A tensor whose elements are written by `fill`, which must set every one of them.
  public init(shape: [Int], fill: (UnsafeMutablePointer<Scalar>) -> Void) {
    let count = shape.reduce(1, *)
    self.shape = shape
    self.elements = [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress { fill(base) }
      initialized = count
    }
  }

  /// A single number as a tensor.
  public init(_ value: Scalar) { self.init(shape: [], elements: [value]) }

  /// The number of elements.
  public var count: Int { elements.count }

  /// The only element of a tensor that has one.
  public var item: Scalar {
    precondition(count == 1, "a tensor of shape \(shape) is not one number")
    return elements[0]
  }

  /// The same elements under another shape of equal count.
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape: shape, elements: elements) }

  /// Calls `body` with the address of the first element.
  @inlinable
  public func withPointer<R>(_ body: (UnsafePointer<Scalar>) throws -> R) rethrows -> R {
    try elements.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else {
        return try withUnsafePointer(to: 0) { try body($0) }
      }
      return try body(base)
    }
  }

  /// Calls `body` with the address of the first element, through which all may be changed.
  @inlinable
  public mutating func withMutablePointer<R>(
    _ body: (UnsafeMutablePointer<Scalar>) throws -> R
  ) rethrows -> R {
    try elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else {
        var none: Scalar = 0
        return try body(&none)
      }
      return try body(base)
    }
  }
}

extension Tensor {
  /// The elements of one member of a batch.
  public func row(_ index: Int) -> ArraySlice<Scalar> {
    let length = count / shape[0]
    return elements[index * length..<(index + 1) * length]
  }
}
