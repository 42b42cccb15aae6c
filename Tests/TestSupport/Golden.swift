import Glibc
import Safetensors
import TensorCore

/// The values computed by Python libraries that tests compare with.
///
/// They lie beside the scripts that made them, and are read from the source tree.
public enum Golden {
  /// The folder of golden files.
  public static var folder: String { directory(of: #filePath) + "/Golden" }

  /// The root of the repository.
  public static var repository: String {
    directory(of: directory(of: directory(of: #filePath)))
  }

  /// The tensors of a golden file; `.safetensors` may be left out of its name.
  public static func file(_ name: String) throws -> TensorFile {
    try TensorFile.read(path(name.hasSuffix(".safetensors") ? name : name + ".safetensors"))
  }

  /// The path of a golden file.
  public static func path(_ name: String) -> String { folder + "/" + name }

  static func directory(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
  }
}
