import Media
import TensorCore

extension Converter {
  /// Generates the image of an input, or one for each of its parts, and hands them on one by one.
  ///
  /// - Parameters:
  ///   - source: a sound or an image.
  ///   - note: called with what is odd about the input or the result.
  ///   - receive: called with each image, or with a sheet of images of several latent vectors.
  /// - Throws: `Failure` of kind `badInput` where the input is damaged or the networks give values that
  ///   are not finite, and what `receive` throws.
  public func images(
    of source: ConversionSource, note: (String) -> Void, receive: (Image) throws -> Void
  ) throws {
    try chooseLatents(for: source)
    let classFeature = try classFeature(for: .image)
    if let classFeature, options.every == nil {
      try receive(
        sheet(
          eachLatentSample { latent, _ in
            try decoded(classFeature, of: .sound, to: .image, latent)
          }))
    } else if source.modality == .image {
      let input = model.preprocessing.encoderInput(try source.image(note: note))
      let images = try eachLatentSample { latent, _ in
        try translate(
          input.items((0..<latent.shape[0]).map { _ in 0 }), source, latent)
      }
      try receive(sheet(images))
    } else {
      try soundFeatures(of: source, note: note) { own in
        let features = classFeature.map { [$0.elements] } ?? own
        let images = try eachLatentSample { latent, first in
          let rows = (0..<latent.shape[0]).flatMap { features[(first + $0) % features.count] }
          let shape = [latent.shape[0], rows.count / latent.shape[0]]
          return try decodedImages(
            imageCode(Tensor(shape: shape, elements: rows), of: .sound, latent))
        }
        try receive(sheet(images))
      }
    }
  }

  /// One image for each latent sample; `make` is given as many at once as a batch takes, and the number of
  /// the first.
  private func eachLatentSample(
    _ make: (_ latent: Tensor, _ first: Int) throws -> Tensor
  ) rethrows -> [Image] {
    try stride(from: 0, to: options.samples, by: Self.batchSize).flatMap { first in
      let end = min(first + Self.batchSize, options.samples)
      let rows = try make(latents(first..<end), first)
      return (0..<end - first).map { model.preprocessing.image(rows.row($0)) }
    }
  }

  /// The width and height in pixels of each image, after scaling to the width of the options.
  ///
  /// The height follows from the aspect ratio of the model.
  public var imageSize: (width: Int, height: Int) {
    let image = model.configuration.image
    guard let width = options.size else { return (image.width, image.height) }
    return (width, max(1, (image.height * width + image.width / 2) / image.width))
  }

  /// An image of the model in the size that is asked for.
  func scaledAsAsked(_ image: Image) -> Image {
    let (width, height) = imageSize
    return options.size == nil ? image : image.scaled(width: width, height: height)
  }

  /// One image as it is, several as a sheet that is about as wide as it is high.
  private func sheet(_ images: [Image]) -> Image {
    let scaled = images.map(scaledAsAsked)
    guard scaled.count > 1 else { return scaled[0] }
    let columns = Int(Double(scaled.count).squareRoot().rounded(.up))
    return ImageSheet(scaled, columns: columns).drawn()
  }
}
