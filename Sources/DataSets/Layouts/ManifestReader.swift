import Files
import Glibc

/// Reads the lines of a manifest, which may come from somebody else.
struct ManifestReader {
  let path: String
  let root: String
  let realRoot: String
  var lines: [(number: Int, entry: DataSetListing.Entry)] = []
  var faults: [Failure] = []
  private var keys: Set<PairKey> = []
  /// The last number that made a key unique, so that the search for the next begins there.
  private var copies: [PairKey: Int] = [:]
  private var pairs: Set<[ExactPath]> = []
  /// Whether the folders that files lie in are really inside the root.
  private var areInside: [String: Bool] = [:]

  init(_ path: String) {
    self.path = path
    root = Folder.parent(of: path)
    realRoot = RealPath.of(root) ?? root
  }

  /// Adds the pair of a line.
  ///
  /// - Throws: `Failure` of kind `badInput` for all that is wrong with it.
  mutating func add(_ line: [UInt8], number: Int) throws {
    let subject = "\(path):\(number)"
    let value: JSONValue
    do {
      value = try StrictJSON.parse(line, subject: subject, kind: .badInput)
    } catch let failure as Failure {
      // Each line is a document of its own, whose line number is always 1.
      let position = failure.subject?.dropFirst(subject.count + 2) ?? ""
      throw Failure(.badInput, "\(subject)\(position)", failure.problem, hint: failure.hint)
    }
    guard let members = value.members else {
      throw Failure(.badInput, subject, "found \(value.named); an object is needed")
    }
    if let member = members.first(where: { !Manifest.keys.contains($0.key) }) {
      throw Failure(
        .badInput, subject,
        "unknown key \(member.key) (known are \(Manifest.keys.joined(separator: ", ")))")
    }
    let image = try file(value["image"], "image", subject)
    let sound = try file(value["sound"], "sound", subject)
    let split = try text(value["split"], "split", subject) ?? ""
    guard split.isEmpty || DataSetLayout.splits.contains(split) else {
      throw Failure(.badInput, subject, "split is \(split); train or validation is needed")
    }
    let className = try text(value["class"], "class", subject) ?? ""
    if !className.isEmpty, PairKey.problem(ofClass: className) != nil {
      throw Failure(
        .badInput, subject,
        "class is \(JSONValue.string(className).named); it cannot name a folder"
      )
    }
    let stem = DataSetLayout.stemAndEnding(of: sound).stem
    if let problem = PairKey.problem(ofStem: stem) {
      throw Failure(.badInput, subject, "sound \(problem) (\(stem.printable))", hint: "Rename it.")
    }
    guard pairs.insert([ExactPath(image), ExactPath(sound)]).inserted else {
      throw Failure(.badInput, subject, "the pair \(stem) is listed twice")
    }
    // Sounds of one name may lie in several folders, or be shown beside several images.
    let named = PairKey(split: split, className: className, stem: stem)
    var key = named
    while !keys.insert(key).inserted {
      copies[named, default: 1] += 1
      key.stem = "\(stem)-\(copies[named, default: 1])"
    }
    lines.append(
      (number, .init(key: key, splitKey: stem, image: image, sound: sound)))
  }

  private func text(_ value: JSONValue?, _ key: String, _ subject: String) throws -> String? {
    guard let value else { return nil }
    guard let text = value.text else {
      throw Failure(.badInput, subject, "\(key) is \(value.named); a text is needed")
    }
    return text
  }

  /// A path of a manifest as a path of the system, if a file is there, below the manifest's folder.
  private mutating func file(_ value: JSONValue?, _ key: String, _ subject: String) throws
    -> String
  {
    guard let text = try text(value, key, subject), !text.isEmpty else {
      throw Failure(.badInput, subject, "\(key) is missing; the path of a file is needed")
    }
    func fault(_ problem: String, hint: String? = nil) -> Failure {
      Failure(.badInput, subject, "\(key) \(problem) (\(text))", hint: hint)
    }
    guard !text.utf8.contains(0) else {
      throw Failure(.badInput, subject, "\(key) has a zero character in its path")
    }
    guard !text.hasPrefix("/"), !text.split(separator: "/").contains("..") else {
      throw fault("leaves the manifest's folder")
    }
    let path = Folder.path(root, text)
    var status = stat()
    guard lstat(path, &status) == 0 else {
      throw fault(
        "is no file", hint: text.contains("\\") ? "Write / between the folders of a path." : nil)
    }
    if status.st_mode & S_IFMT == S_IFLNK {
      guard let real = RealPath.of(path), stat(path, &status) == 0 else {
        throw fault("is a broken link")
      }
      guard RealPath.isInside(real, realRoot) else {
        throw fault("leaves the manifest's folder by a link")
      }
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw fault("is not a file") }
    let folder = Folder.parent(of: path)
    if areInside[folder] == nil {
      areInside[folder] = RealPath.of(folder).map { RealPath.isInside($0, realRoot) } ?? false
    }
    guard areInside[folder] == true else {
      throw fault("leaves the manifest's folder by a link")
    }
    return path
  }
}
