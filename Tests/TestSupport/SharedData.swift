import Glibc

/// The data that stands beside the repository on some machines and is never part of it.
public enum SharedData {
  /// The path of `../shared/data`; `nil` where it is absent.
  ///
  /// Tests that need it are marked `.enabled(if: SharedData.path != nil, SharedData.reason)`.
  public static var path: String? {
    let found = Golden.directory(of: Golden.repository) + "/shared/data"
    return access(found, R_OK) == 0 ? found : nil
  }

  /// What a skipped test says.
  public static let reason = "needs ../shared/data, which is not here"
}
