import Configuration
import Models

/// One translation between the modalities, by one route.
///
/// The route is direct (sound to image), or through the reconstruction (sound to sound to image).
package struct Translation: Hashable, Sendable {
  /// The modality of the input.
  package let from: Modality
  /// The modality of the result.
  package let to: Modality
  /// How the networks get there.
  package let route: Route

  /// A translation into a modality, from the other one.
  package init(to target: Modality, route: Route) {
    (from, to) = (target.other, target)
    self.route = route
  }

  /// The name in tables: "sound to image" or "image to sound".
  package var name: String { "\(from.rawValue) to \(to.rawValue)" }

  /// All translations that a translator has networks for, in the order of tables.
  static func all(of translator: Translator) -> [Translation] {
    [Modality.image, .sound].flatMap { target in
      Route.allCases.map { Translation(to: target, route: $0) }
    }.filter { translator.canTranslate($0.from, to: $0.to, route: $0.route) }
  }
}
