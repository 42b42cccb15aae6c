import Files
import Glibc
import Media
import TensorCore

/// Images on the way from one input to another.
extension Converter {
  /// Hands on images from the first input to the last, in equal steps.
  ///
  /// The codes that the decoder reads are mixed between neighbours, with one latent vector throughout. A
  /// single input keeps its features, and its latent vector moves from the first sample to the second along
  /// an arc.
  ///
  /// - Parameters:
  ///   - sources: sounds, images, or films whose sound is used.
  ///   - steps: how many images there are, at least two.
  ///   - note: called with what is odd about the inputs.
  ///   - receive: called with each image, in order, in the size of the options.
  /// - Throws: `Failure` of kind `usage` where the model cannot translate an input, what reading an input
  ///   throws, and what `receive` throws.
  public func morph(
    _ sources: [ConversionSource], steps: Int, note: (String) -> Void,
    receive: (Image) throws -> Void
  ) throws {
    precondition(steps > 1 && !sources.isEmpty, "a morph has two ends")
    for source in sources { try requireAbility(for: source) }
    let features = try sources.map { try self.features(of: $0, note: note) }
    func code(_ index: Int, _ latent: Tensor) -> Tensor {
      imageCode(features[index], of: sources[index].modality, latent)
    }
    let codes = features.indices.map { code($0, latents(0..<1)) }
    for step in 0..<steps {
      let progress = Double(step) / Double(steps - 1)
      let mixed: Tensor
      if codes.count > 1 {
        let position = progress * Double(codes.count - 1)
        let first = min(Int(position), codes.count - 2)
        let share = Scalar(position - Double(first))
        mixed = Tensor(
          shape: codes[first].shape,
          elements: zip(codes[first].elements, codes[first + 1].elements).map {
            $0 + ($1 - $0) * share
          })
      } else {
        mixed = code(0, Self.arc(from: latents(0..<1), to: latents(1..<2), share: progress))
      }
      let image = try decodedImages(mixed)
      try receive(scaledAsAsked(model.preprocessing.image(image.row(0))))
    }
  }

  /// The features that the result of an input is made from: [1, features].
  func features(
    of source: ConversionSource, note: (String) -> Void
  ) throws -> Tensor {
    guard source.modality == .image else {
      var found: [Scalar] = []
      try soundFeatures(of: source, note: note) { found = $0[0] }
      return Tensor(shape: [1, found.count], elements: found)
    }
    return model.translator.features(
      of: model.preprocessing.encoderInput(try source.image(note: note)), .image,
      to: target(of: source), latent: latents(0..<1), route: route(of: source))
  }

  /// The point of the arc between two vectors whose directions are independent: its length stays theirs.
  private static func arc(from one: Tensor, to other: Tensor, share: Double) -> Tensor {
    let angle = share * .pi / 2
    let (own, new) = (Scalar(cos(angle)), Scalar(sin(angle)))
    return Tensor(
      shape: one.shape, elements: zip(one.elements, other.elements).map { own * $0 + new * $1 })
  }
}
