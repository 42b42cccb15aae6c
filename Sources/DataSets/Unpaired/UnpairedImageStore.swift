import Files
import Media
import Synchronization
import TensorCore

/// Unpaired images, loaded when first needed and then kept.
package final class UnpairedImageStore: Sendable {
  private let files: [UnpairedFile]
  /// The images of each class by its number.
  private let ofClass: [[Int]]
  /// Larger images are kept with this longer side, in pixels.
  private let longestSide: Int
  private let contents: Mutex<Contents>

  private struct Contents {
    var loaded: [Image?]
    var isUnreadable: [Bool]
    var news: [Failure] = []
  }

  /// A store of images of so many classes, for an encoder that scales images to a side of `side`.
  package init(_ files: [UnpairedFile], classes: Int, side: Int) {
    self.files = files
    // A crop has more detail than what it is cut from.
    longestSide = side * 5 / 4
    var ofClass = [[Int]](repeating: [], count: max(1, classes))
    for (index, file) in files.enumerated() { ofClass[file.classIndex].append(index) }
    self.ofClass = ofClass
    contents = Mutex(
      Contents(
        loaded: [Image?](repeating: nil, count: files.count),
        isUnreadable: [Bool](repeating: false, count: files.count)))
  }

  /// A random image of a class; `nil` where the class has none that can be read.
  package func image(ofClass number: Int, _ random: inout RandomStream) -> Image? {
    let group = ofClass[number]
    guard !group.isEmpty else { return nil }
    let first = random.integer(below: group.count)
    return (group[first...] + group[..<first]).lazy.compactMap(image).first
  }

  /// What could not be read since this was asked for the last time.
  package func takeFailures() -> [Failure] {
    contents.withLock { contents in
      defer { contents.news = [] }
      return contents.news
    }
  }

  private func image(_ index: Int) -> Image? {
    let (known, isUnreadable) = contents.withLock {
      ($0.loaded[index], $0.isUnreadable[index])
    }
    if known != nil || isUnreadable { return known }
    do {
      let whole = try ImageFile.read(files[index].path)
      let longer = max(whole.width, whole.height)
      let image =
        longer <= longestSide
        ? whole
        : whole.scaled(
          width: max(1, whole.width * longestSide / longer),
          height: max(1, whole.height * longestSide / longer))
      contents.withLock { $0.loaded[index] = image }
      return image
    } catch {
      contents.withLock {
        $0.isUnreadable[index] = true
        $0.news.append(error as? Failure ?? Failure(.internalError, nil, "\(error)"))
      }
      return nil
    }
  }
}
