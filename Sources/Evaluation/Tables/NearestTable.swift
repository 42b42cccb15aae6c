import Files
import Metrics

extension TableKind {
  /// How near images are to real ones in their pixels, and how sharp.
  ///
  /// The distance is that of `NearestImages`: to the nearest real image of the class of the input, and to
  /// the nearest of any class, among those of the training pairs and of the split. Real images of the split
  /// are compared with all others. Sharpness is that of `Sharpness`. Each number stands as a mean over
  /// images and as a mean over classes, each class weighing the same.
  static let nearest = TableKind(
    "nearest", "Images: distance to the nearest real image (0 to 1), and sharpness",
    [
      .init("evaluated", "evaluated"), .init("route", "route"), .init("size", "size"),
      .init("own_class", "own class"), .init("macro_own_class", "mean over classes"),
      .init("largest_own_class", "largest class"), .init("any_class", "any class"),
      .init("sharpness", "sharpness"), .init("macro_sharpness", "mean over classes"),
    ]
  ) { split, _ in
    let rows = split.nearestRows()
    return rows.isEmpty ? nil : rows
  }
}

extension EvaluatedSplit {
  package func nearestRows() -> [JSONValue] {
    var rows = nearestRows("real image", "", realImageMeasures)
    for translation in translations where translation.to == .image {
      rows += nearestRows(
        translation.name, translation.route.rawValue, generated[translation]?.images ?? [])
    }
    for key in Reconstruction.all where key.modality == .image {
      rows += nearestRows(key.name, "direct", reconstructions[key]?.images ?? [])
    }
    return rows
  }

  /// A row for each size of the same images.
  private func nearestRows(
    _ evaluated: String, _ route: String, _ images: [ImageMeasures]
  ) -> [JSONValue] {
    imageSizes.indices.compactMap { size -> JSONValue? in
      let images = images.filter { $0.size == size }
      guard !images.isEmpty else { return nil }
      let byClass = classes.indices.map { label in images.filter { $0.classIndex == label } }
      var members: [JSONValue.Member] = [
        .init("evaluated", .string(evaluated)), .init("route", .string(route)),
        .init("size", .string(imageSizes[size])),
      ]
      for (name, value) in Self.measures {
        let ofClasses = byClass.compactMap { Self.average($0, value) }
        members += [
          .init(name, JSONValue(Self.average(images, value))),
          .init("macro_\(name)", JSONValue(ofClasses.isEmpty ? nil : mean(of: ofClasses))),
        ]
        if name == "own_class" {
          members.append(.init("largest_\(name)", JSONValue(ofClasses.max())))
        }
      }
      let ofClasses = zip(classes, byClass).compactMap { name, images -> JSONValue.Member? in
        guard !images.isEmpty else { return nil }
        return .init(
          name,
          .object(
            Self.measures.map { .init($0.name, JSONValue(Self.average(images, $0.value))) }
              + [.init("images", .integer(Int64(images.count)))]))
      }
      return .object(
        members + [
          .init("images", .integer(Int64(images.count))),
          .init("searched", .integer(Int64(searchedImages))),
          .init("classes", .object(ofClasses)),
        ])
    }
  }

  /// The measures of an image by their names in JSON.
  private static var measures: [(name: String, value: (ImageMeasures) -> Double?)] {
    [
      ("own_class", { $0.ownClass }), ("any_class", { $0.anyClass }),
      ("sharpness", { $0.sharpness }),
    ]
  }

  /// The mean over the images that have a value; nil where none has.
  private static func average(
    _ images: [ImageMeasures], _ value: (ImageMeasures) -> Double?
  ) -> Double? {
    let values = images.compactMap(value)
    return values.isEmpty ? nil : mean(of: values)
  }
}
