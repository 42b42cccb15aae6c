extension Tensor {
  /// The column of the largest element of each row.
  public var largestColumns: [Int] {
    (0..<rows).map { row in
      let values = elements[row * channels..<(row + 1) * channels]
      return (values.indices.max { values[$0] < values[$1] } ?? values.startIndex)
        - values.startIndex
    }
  }
}
