import Files

/// The configurations that come with the program, and what `extends` in a file means.
public enum Recipe {
  /// The key of a file that names what the file changes.
  static let key = "extends"

  /// The recipe that training takes when it is only told its data.
  public static let recommended = "sub-urmp"

  /// The names of the shipped recipes, sorted.
  public static var names: [String] {
    guard let folder = path(recommended).map(Folder.parent),
      let found = try? Folder.names(in: folder)
    else { return [] }
    return found.filter { $0.hasSuffix(".json") && $0 != "schema.json" }
      .map { String($0.dropLast(".json".count)) }.sorted()
  }

  /// The path of a shipped recipe: in the folder `configs` of a checkout, or where it is installed.
  public static func path(_ name: String) -> String? {
    InstalledFile.path(["configs/\(name).json", "share/cmcgan/configs/\(name).json"])
  }

  /// The file that a user means by a path or by the name of a recipe.
  ///
  /// A file at the path comes first. Throws `.missingInput` where a bare name is neither file nor recipe; a
  /// path that leads nowhere is found out by reading.
  static func located(_ asked: String) throws -> String {
    guard isName(asked), !InputFile.exists(asked) || Folder.exists(asked) else { return asked }
    if let path = path(asked) { return path }
    throw Failure(.missingInput, asked, "no such file or recipe", hint: hint(asked))
  }

  /// The file that another one changes, by the text of its key `extends`.
  ///
  /// A path is relative to the file. A name means `NAME.json` beside the file, else the shipped recipe. The
  /// chain holds the real paths of the file and of those that extend it.
  ///
  /// - Throws: `.badConfiguration` where there is no such file, or where it leads back to one of the chain.
  static func base(_ text: String, of file: String, chain: [String]) throws -> String {
    func failure(_ problem: String, hint: String? = nil) -> Failure {
      Failure(.badConfiguration, "\(file): \(key)", problem, hint: hint)
    }
    guard !text.isEmpty else { throw failure("\"\" leads nowhere") }
    let beside = Folder.path(Folder.parent(of: file), isName(text) ? "\(text).json" : text)
    let candidates =
      isName(text)
      ? [beside, path(text)].compactMap { $0 } : [text.hasPrefix("/") ? text : beside]
    let found = candidates.filter(InputFile.exists)
    if let base = found.first(where: { !chain.contains(RealPath.of($0) ?? $0) }) { return base }
    guard let repeated = found.first else {
      throw isName(text)
        ? failure("\"\(text)\" is neither a recipe nor a file in the same folder", hint: hint(text))
        : failure("\"\(text)\" does not exist")
    }
    throw failure("\"\(text)\" leads back to \(repeated): a file cannot extend itself")
  }

  private static func isName(_ text: String) -> Bool {
    !text.contains("/") && !text.hasSuffix(".json") && !text.isEmpty
  }

  private static func hint(_ name: String) -> String? {
    let names = names
    guard let nearest = NearestName.nearest(to: name, among: names) else { return nil }
    return "Did you mean \(nearest)? Recipes: \(names.joined(separator: ", "))."
  }
}
