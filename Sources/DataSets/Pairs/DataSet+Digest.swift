import Files
import Orchestra
import Safetensors
import TensorCore

extension DataSet {
  /// A checksum of the data in eight hexadecimal digits: of stems, classes, splits and sizes of files.
  ///
  /// Another listing, or a file of another length, gives another digest. The folder does not matter, and
  /// the content of the files is not read. Unpaired sounds and images follow after a `+`. The digest of a packed data
  /// set was computed when it was packed.
  public func digest() -> String {
    var unpaired = ""
    for (split, files) in [
      ("train", unpairedSounds.training + unpairedImages.training),
      ("validation", unpairedSounds.validation + unpairedImages.validation),
    ] {
      for file in files {
        unpaired += "\(split)\t\(classes[file.classIndex])\t\(file.stem)\t"
        unpaired += "\(InputFile.size(of: file.path) ?? -1)\n"
      }
    }
    return (pack?.digest ?? digestOfPairs())
      + (unpaired.isEmpty ? "" : "+\(Self.digest(unpaired))")
  }

  private func digestOfPairs() -> String {
    var text = ""
    for (split, pairs) in [("train", training), ("validation", validation)] {
      for pair in pairs {
        let name = classes.isEmpty ? "" : classes[pair.classIndex]
        text += "\(split)\t\(name)\t\(pair.stem)\t\(Self.size(of: pair.origin, orchestra))\n"
      }
    }
    return Self.digest(text)
  }

  /// The part of a digest that is of the pairs, without unpaired sounds and images.
  public static func digestOfPairs(_ digest: String) -> String {
    String(digest.prefix { $0 != "+" })
  }

  private static func digest(_ text: String) -> String {
    Checksum.text(Array(text.utf8).withUnsafeBytes { Checksum.crc32(of: $0) })
  }

  private static func size(of origin: Pair.Origin, _ orchestra: Orchestra) -> String {
    switch origin {
    case .files(let image, let sound):
      "\(InputFile.size(of: image) ?? -1)\t\(InputFile.size(of: sound) ?? -1)"
    case .orchestra(_, let index):
      // Full variety is not named, as there was no other once.
      "orchestra \(orchestra.seed)\(orchestra.variety == 1 ? "" : " \(orchestra.variety)")\t\(index)"
    case .packed(_, let image, let sound): "packed\t\(image)\t\(sound)"
    }
  }
}
