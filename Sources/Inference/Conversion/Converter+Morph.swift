import Files
import Glibc
import Media
import TensorCore

/// Images on the way from one input to another.
extension Converter {
  /// Hands on images from the first input to the last, in equal steps.
  ///
  /// The features of neighbours are mixed, with one latent vector throughout. A single input is walked
  /// around instead: from its first latent vector to its second, along the arc between them.
  ///
  /// - Parameters:
  ///   - sources: sounds or images.
  ///   - steps: how many images there are, at least two.
  ///   - note: called with what is odd about the inputs.
  ///   - receive: called with each image.
  /// - Throws: `Failure` where an input cannot be used, and what `receive` throws.
  public func walk(
    _ sources: [ConversionSource], steps: Int, note: (String) -> Void,
    receive: (Image) throws -> Void
  ) throws {
    precondition(steps > 1 && !sources.isEmpty, "a walk has two ends")
    for source in sources { try requireAbility(for: source) }
    let stations = try sources.map { try features(of: $0, note: note) }
    for step in 0..<steps {
      let way = Double(step) / Double(steps - 1)
      var vector = stations[0]
      var latent = latents(0..<1)
      if stations.count > 1 {
        let place = way * Double(stations.count - 1)
        let first = min(Int(place), stations.count - 2)
        let share = Scalar(place - Double(first))
        vector = zip(stations[first], stations[first + 1]).map { $0 + ($1 - $0) * share }
      } else {
        latent = Self.arc(from: latent, to: latents(1..<2), share: way)
      }
      let made = try decodedImages(Tensor(shape: [1, vector.count], elements: vector), latent)
      try receive(scaledAsAsked(model.preprocessing.image(made.row(0))))
    }
  }

  /// The features that the image of an input is made from.
  private func features(
    of source: ConversionSource, note: (String) -> Void
  ) throws -> [Scalar] {
    guard source.modality == .image else {
      var found: [Scalar] = []
      try soundImages(of: source, note: note) { found = $0[0] }
      return found
    }
    let levels = model.preprocessing.imageLevels(try source.image())
    return Array(
      model.translator.features(
        of: imageTensor(levels, count: 1), .image, to: .image, latent: latents(0..<1),
        route: route(of: source)
      ).elements)
  }

  /// The point of the arc between two vectors whose directions are independent: its length stays theirs.
  private static func arc(from one: Tensor, to other: Tensor, share: Double) -> Tensor {
    let angle = share * .pi / 2
    let (own, new) = (Scalar(cos(angle)), Scalar(sin(angle)))
    return Tensor(
      shape: one.shape, elements: zip(one.elements, other.elements).map { own * $0 + new * $1 })
  }
}
