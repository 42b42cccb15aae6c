import Files
import Glibc

/// Converts the files that arrive in a folder, with a model that stays loaded.
///
/// A file is converted once it has been the same for one and a half seconds, and again when it changes.
/// Files that are no sounds, images or films are left alone.
public struct FolderWatch {
  private let conversion: FileConversion
  private let folder: String
  /// What is known of each file, also of one that is gone after it was converted.
  private var files: [ExactPath: WatchedFile] = [:]
  /// The names that are not UTF-8 and were reported.
  private var unusable: Set<String> = []
  private var isFirstLook = true
  /// Microseconds between two looks.
  private static let interval: UInt32 = 500_000

  /// Loads the model, and makes the output folder.
  ///
  /// - Parameters:
  ///   - folder: the folder that files arrive in.
  ///   - request: the output folder, the model and the options; its inputs are not used.
  ///   - event: told all that happens.
  /// - Throws: `Failure` of kind `missingInput` where the folder or the model does not exist,
  ///   `cannotCreate` where the output is the same folder or no folder, and what loading the model
  ///   throws.
  public init(
    _ folder: String, _ request: ConversionRequest,
    event: @escaping (ConversionEvent) -> Void = { _ in }
  ) throws {
    guard Folder.exists(folder) else { throw Failure(.missingInput, folder, "no such folder") }
    self.folder = folder
    conversion = try FileConversion(request, standardOutput: { _ in }, event: event)
    try Folder.create(request.output)
    guard RealPath.of(request.output) != RealPath.of(folder) else {
      throw Failure(.cannotCreate, request.output, "is the folder that is watched")
    }
    _ = try conversion.converter.get()
  }

  /// Looks again every half second.
  ///
  /// - Parameter isEnded: asked before each look whether to return.
  /// - Throws: `Failure` of kind `missingInput` where the folder cannot be listed any more.
  public mutating func run(until isEnded: () -> Bool = { false }) throws {
    while !isEnded() {
      try look()
      usleep(Self.interval)
    }
  }

  /// Looks once: converts the files that came to rest since the looks before.
  ///
  /// - Throws: `Failure` of kind `missingInput` where the folder cannot be listed; what goes wrong with a
  ///   file is an event.
  public mutating func look() throws {
    for name in try Folder.unusableNames(in: folder)
    where FileKind.promised(by: name) != nil && unusable.insert(name).inserted {
      conversion.event(.leftOut(Folder.notUTF8(Folder.path(folder, name))))
    }
    let paths = try Folder.files(in: folder).map(ExactPath.init)
    let present = Set(paths)
    files = files.filter { present.contains($0.key) || $0.value.output != .nothing }
    for path in files.keys where !present.contains(path) { files[path]?.isGone() }
    for path in paths {
      var file = files[path] ?? WatchedFile(output: isFirstLook ? .early : .nothing)
      if let version = WatchedFile.Version(of: path.text) {
        let isAtRest = file.look(at: version)
        if isAtRest, FileKind.meant(by: path.text).isMedium {
          file.output = converted(path, over: file.output)
        }
      }
      files[path] = file
    }
    isFirstLook = false
  }

  /// Converts a file.
  ///
  /// - Returns: what the output folder has of it then, given what it had before.
  private func converted(
    _ file: ExactPath, over output: WatchedFile.Output
  ) -> WatchedFile.Output {
    let path = file.text
    let isAgain = output != .nothing && output != .early
    let others = files.filter { $0.key != file }.values.compactMap { file in
      if case .written(let output) = file.output { ExactPath(output) } else { nil }
    }
    let prepared = conversion.prepared(
      path, isOneOfMany: true, inputs: FileSet([path]), others: Set(others),
      replacing: isAgain || output == .early)
    // The work of an earlier watch is not done again.
    if case .ready(_, let destination) = prepared, output == .early,
      !conversion.request.isReplacing, destination.isTaken
    {
      return .inherited
    }
    do {
      return .written(try conversion.convert(path, prepared, replacing: isAgain).output)
    } catch {
      conversion.event(
        .leftOut(error as? Failure ?? Failure(.internalError, path, "\(error)")))
    }
    return isAgain ? output : .nothing
  }
}
