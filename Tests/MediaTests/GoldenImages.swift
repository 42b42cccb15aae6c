import Media
import Safetensors
import TensorCore
import TestSupport

/// The cases of `image.safetensors`.
struct GoldenImages {
  let file: TensorFile

  init(_ name: String = "image") throws { file = try Golden.file(name) }

  /// The names of the cases of a kind: those that have a file.
  func cases(_ kind: String) -> [String] {
    file.names.filter { $0.hasPrefix(kind + "/") && $0.hasSuffix("/file") }.map {
      String($0.dropLast("/file".count))
    }
  }

  /// The bytes of the file of a case.
  func bytes(_ name: String) throws -> [UInt8] {
    try file.require(name + "/file").elements.map { UInt8($0) }
  }

  /// The pixels that Python saw in a case.
  func pixels(_ name: String) throws -> Image { try image(name + "/pixels") }

  /// A tensor [height, width, 3] as an image.
  func image(_ name: String) throws -> Image {
    let tensor = try file.require(name)
    return Image(
      width: tensor.shape[1], height: tensor.shape[0], pixels: tensor.elements.map { UInt8($0) })
  }
}

/// The largest difference of a channel between two images of one size; `nil` for different sizes.
func largestDifference(_ first: Image, _ second: Image) -> Int? {
  guard first.width == second.width, first.height == second.height else { return nil }
  return zip(first.pixels, second.pixels).map { abs(Int($0) - Int($1)) }.max()
}
