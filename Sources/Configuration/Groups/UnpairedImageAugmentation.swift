/// How much unpaired images are changed before the image encoder sees them; all off by default.
///
/// Photographs show an instrument from any side, in any light, partly covered. A few hundred of them show
/// little of this, so each is changed anew whenever it is used.
public struct UnpairedImageAugmentation: SettingsGroup {
  /// The largest part of the longer side that a crop leaves out; 0: the largest crop around the centre.
  public var crop = 0.0
  /// The largest rotation in either direction.
  public var rotationDegrees = 0.0
  /// The largest shift of each corner, as a part of the sides: perspective.
  public var perspective = 0.0
  /// Whether half of the images are mirrored.
  public var mirrored = false
  /// The largest change of contrast and of saturation, as a factor's distance from 1, and of brightness.
  public var color = 0.0
  /// The largest loss of detail: the part of the sides by which an image is scaled down, to be enlarged again.
  public var blur = 0.0
  /// The largest sides of a rectangle that becomes grey, as a part of the image's sides.
  public var cutout = 0.0

  /// No changes.
  public init() {}

  /// The keys of `augmentation.unpairedImages`.
  public static let keys: [Key] = [
    .number(
      "crop", \.crop, 0...0.9,
      "largest part of an image's sides that a random crop leaves out; 0: the largest crop around the centre"
    ),
    .number(
      "rotationDegrees", \.rotationDegrees, 0...180, unit: "degrees",
      "largest rotation in either direction"),
    .number(
      "perspective", \.perspective, 0...0.4,
      "largest shift of each corner, as a part of the sides"),
    .flag("mirrored", \.mirrored, "whether half of the images are mirrored"),
    .number(
      "color", \.color, 0...0.9,
      "largest change of contrast and of saturation, as a factor's distance from 1, and of brightness, as a part of the range"
    ),
    .number(
      "blur", \.blur, 0...0.9,
      "largest part of the sides by which an image is scaled down and enlarged again, which blurs it"
    ),
    .number(
      "cutout", \.cutout, 0...0.9,
      "largest sides of a rectangle at a random place that becomes grey, as a part of the sides"),
  ]
}
