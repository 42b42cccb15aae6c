import TensorCore

extension Variable {
  /// The mean over the positions of each image: [n, h, w, channels] -> [n, channels].
  ///
  /// It makes a feature vector of a map of features.
  public func meanOfPositions() -> Variable {
    let shape = self.shape
    return .result(TensorCore.meanOfPositions(value), of: [self]) { dy, _ in
      [meanOfPositionsPullback(dy, shape: shape)]
    }
  }

  /// Images extended below and to the right with a constant.
  ///
  /// - Parameters:
  ///   - height: the new height, at least the present one.
  ///   - width: the new width, at least the present one.
  ///   - fill: the value of the new pixels.
  /// - Returns: images [n, height, width, channels].
  public func padded(height: Int, width: Int, value fill: Scalar) -> Variable {
    let (h, w) = (shape[1], shape[2])
    return .result(TensorCore.padded(value, height: height, width: width, value: fill), of: [self])
    {
      dy, _ in [TensorCore.cropped(dy, height: h, width: w)]
    }
  }

  /// The upper left `height` x `width` pixels of images.
  ///
  /// The gradient of what is cut off is zero.
  public func cropped(height: Int, width: Int) -> Variable {
    let (h, w) = (shape[1], shape[2])
    return .result(TensorCore.cropped(value, height: height, width: width), of: [self]) { dy, _ in
      [TensorCore.padded(dy, height: h, width: w, value: 0)]
    }
  }

  /// Images of twice the size, each pixel repeated two by two.
  ///
  /// The result is [n, 2 h, 2 w, channels].
  public func upsampled() -> Variable {
    .result(TensorCore.upsampled(value), of: [self]) { dy, _ in [upsampledPullback(dy)] }
  }

  /// Images of another size by bilinear interpolation: [n, height, width, channels].
  ///
  /// See `TensorCore.resized`.
  public func resized(height: Int, width: Int) -> Variable {
    let (h, w) = (shape[1], shape[2])
    guard (h, w) != (height, width) else { return self }
    return .result(TensorCore.resized(value, height: height, width: width), of: [self]) { dy, _ in
      [resizedPullback(dy, height: h, width: w)]
    }
  }

  /// Images moved, scaled and offset one by one.
  ///
  /// - Parameters:
  ///   - transforms: one for each image.
  ///   - fill: the value of pixels that no pixel of the image reaches.
  /// - Returns: images of the same shape.
  public func transformed(by transforms: [PixelTransform], fill: Scalar) -> Variable {
    .result(TensorCore.transformed(value, by: transforms, fill: fill), of: [self]) { dy, _ in
      [transformedPullback(dy, by: transforms)]
    }
  }
}
