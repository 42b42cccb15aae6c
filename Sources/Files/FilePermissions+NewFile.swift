import SystemPackage

extension FilePermissions {
  /// What a new file is given, less what the user's mask takes away: reading and writing for all.
  static let newFile = FilePermissions(rawValue: 0o666)
}
