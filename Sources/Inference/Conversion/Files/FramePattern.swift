import Console
import Files

/// The names of numbered images: `frame-%04d.png`.
package struct FramePattern: Sendable, Equatable {
  private let before: String
  private let after: String
  private let digits: Int

  /// The usual names in a folder.
  package init(in folder: String) {
    before = Folder.path(folder, "frame-")
    (digits, after) = (4, ".png")
  }

  /// The names of a pattern with one `%d` or `%04d`; nil if it has none, or several.
  package init?(_ pattern: String) {
    let parts = pattern.split(separator: "%", omittingEmptySubsequences: false)
    guard parts.count == 2, let end = parts[1].firstIndex(of: "d") else { return nil }
    let width = parts[1][..<end]
    guard width.allSatisfy({ ("0"..."9").contains($0) }), let digits = Int("0" + width),
      digits <= 9
    else { return nil }
    before = String(parts[0])
    after = String(parts[1][parts[1].index(after: end)...])
    self.digits = digits
  }

  /// What all names begin with, and end with.
  package var text: String { "\(before)%\(digits > 0 ? "0\(digits)" : "")d\(after)" }

  /// The name of a frame, counted from 1.
  package func path(_ number: Int) -> String {
    before + number.padded(to: digits) + after
  }
}
