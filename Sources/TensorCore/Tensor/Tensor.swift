/// A dense array of numbers in row-major order: the last dimension is contiguous.
///
/// Images and spectrograms are [batch, height, width, channels], features [batch, channels]. A
/// tensor is a value: copies are independent, and share storage until one of them is changed.
public struct Tensor: Sendable, Equatable {
  /// The size of each dimension; a single number has the shape `[]`.
  public let shape: [Int]
  /// All elements in row-major order: as many as the product of `shape`.
  public var elements: [Scalar]

  /// Makes a tensor of elements in row-major order.
  ///
  /// The number of elements must be the product of `shape`.
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

  /// Makes a tensor whose elements `fill` writes.
  ///
  /// `fill` gets uninitialised memory and must write every element. Kernels use it to avoid writing zeros
  /// first.
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

  /// The number of elements: the product of `shape`.
  public var count: Int { elements.count }

  /// The element of a tensor that has exactly one.
  ///
  /// Any other tensor is a programmer's mistake and ends the process.
  public var item: Scalar {
    precondition(count == 1, "a tensor of shape \(shape) is not one number")
    return elements[0]
  }

  /// The same elements under another shape.
  ///
  /// The new shape must have as many elements. No element is copied.
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape: shape, elements: elements) }

  /// Calls `body` with the address of the first element.
  ///
  /// The address is valid during the call only. Elements lie in row-major order.
  @inlinable
  public func withPointer<R>(_ body: (UnsafePointer<Scalar>) throws -> R) rethrows -> R {
    try elements.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else {
        return try withUnsafePointer(to: 0) { try body($0) }
      }
      return try body(base)
    }
  }

  /// Calls `body` with the address of the first element, for reading and writing.
  ///
  /// The address is valid during the call only. The elements are copied first if another tensor shares them.
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
  ///
  /// The first dimension counts the members; `index` is below it.
  public func row(_ index: Int) -> ArraySlice<Scalar> {
    let length = count / shape[0]
    return elements[index * length..<(index + 1) * length]
  }
}
