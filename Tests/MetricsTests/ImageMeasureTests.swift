import Media
import Metrics
import Safetensors
import TestSupport
import Testing

/// Distances and sharpness of images against SciPy and PyTorch.
@Suite struct ImageMeasureTests {
  private static let file = Result { try Golden.file("image_measure") }

  private static func numbers(_ name: String) throws -> [Double] {
    try file.get().require(name).elements.map { Double($0) }
  }

  /// The images of a tensor [n, height, width, 3] of bytes.
  private static func images(_ name: String) throws -> [Image] {
    let tensor = try file.get().require(name)
    return (0..<tensor.shape[0]).map {
      Image(
        width: tensor.shape[2], height: tensor.shape[1], pixels: tensor.row($0).map { UInt8($0) })
    }
  }

  private static func set() throws -> NearestImages {
    let images = try images("images")
    var set = NearestImages(width: images[0].width, height: images[0].height)
    for (image, label) in zip(images, try numbers("labels")) {
      set.append(image, label: Int(label))
    }
    return set
  }

  @Test func sharpnessMatchesPyTorch() throws {
    let found = closeness(
      of: try Self.images("images").map { Sharpness.of($0) }, to: try Self.numbers("sharpness"),
      relative: 1e-6)
    #expect(found.isClose, "\(found)")
  }

  @Test func sharpnessCountsBothDirections() {
    func sharpness(_ width: Int, _ height: Int, _ values: [UInt8]) -> Double {
      Sharpness.of(
        Image(width: width, height: height, pixels: values.flatMap { [$0, $0, $0] }))
    }
    #expect(sharpness(2, 2, [0, 10, 0, 10]) == 10)
    #expect(sharpness(2, 2, [0, 0, 20, 20]) == 20)
    #expect(sharpness(3, 1, [0, 30, 0]) == 30)
    #expect(sharpness(1, 1, [7]) == 0)
    #expect(sharpness(2, 2, [0, 255, 255, 0]) == 510)
  }

  @Test func nearestImagesMatchSciPy() throws {
    let set = try Self.set()
    let found = try zip(Self.images("queries"), Self.numbers("query_labels")).map {
      set.distances(of: $0, label: Int($1))
    }
    let own = closeness(
      of: found.map { $0.ownClass ?? .nan }, to: try Self.numbers("across.own"), relative: 1e-6)
    #expect(own.isClose, "\(own)")
    let any = closeness(
      of: found.map { $0.anyClass ?? .nan }, to: try Self.numbers("across.any"), relative: 1e-6)
    #expect(any.isClose, "\(any)")
  }

  @Test func anImageIsNotComparedWithItself() throws {
    let set = try Self.set()
    let labels = try Self.numbers("labels").map { Int($0) }
    let images = try Self.images("images")
    let found = images.indices.map {
      set.distances(of: images[$0], label: labels[$0], excluding: $0)
    }
    let any = closeness(
      of: found.map { $0.anyClass ?? .nan }, to: try Self.numbers("within.any"), relative: 1e-6)
    #expect(any.isClose, "\(any)")
    // The last class has one image.
    let own = closeness(
      of: found.dropLast().map { $0.ownClass ?? .nan },
      to: try Self.numbers("within.own"), relative: 1e-6)
    #expect(own.isClose, "\(own)")
    #expect(found.last?.ownClass == nil)
    #expect(set.distances(of: images[2], label: labels[2]).ownClass == 0)
  }

  @Test func anEmptySetHasNoNearestImage() {
    let set = NearestImages(width: 1, height: 1)
    let image = Image(width: 1, height: 1, pixels: [1, 2, 3])
    let found = set.distances(of: image, label: 0)
    #expect(found.ownClass == nil && found.anyClass == nil && set.count == 0)
  }

  @Test(arguments: [1, 3, 5]) func precisionAndRecallMatchThePaper(neighbours: Int) throws {
    func rows(_ name: String) throws -> [[Double]] {
      let tensor = try Self.file.get().require(name)
      return (0..<tensor.shape[0]).map { tensor.row($0).map { Double($0) } }
    }
    let (real, generated) = (try rows("features.real"), try rows("features.generated"))
    let ofReal = try #require(FeatureManifold(real, neighbours: neighbours))
    let ofGenerated = try #require(FeatureManifold(generated, neighbours: neighbours))
    #expect(
      abs(ofReal.share(of: generated) - (try Self.numbers("precision.\(neighbours)")[0])) < 1e-6)
    #expect(
      abs(ofGenerated.share(of: real) - (try Self.numbers("recall.\(neighbours)")[0])) < 1e-6)
  }

  @Test func aManifoldNeedsNeighbours() throws {
    #expect(FeatureManifold([[0], [1], [2]]) == nil)
    let manifold = try #require(FeatureManifold([[0], [1], [2], [3]]))
    // The sphere of 0 reaches 3 to either side, its surface included.
    #expect(manifold.contains([-3]) && !manifold.contains([-3.1]) && !manifold.contains([6.1]))
    #expect(manifold.share(of: []) == 0)
    // Copies are neighbours: their spheres are points.
    let copies = try #require(FeatureManifold([[0], [0], [0], [0]]))
    #expect(copies.contains([0]) && !copies.contains([0.001]))
  }
}
