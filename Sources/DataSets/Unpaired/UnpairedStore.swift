import Files
import Synchronization
import TensorCore

/// What unpaired files hold, each read when it is first needed and then kept.
package final class UnpairedStore<Content: Sendable>: Sendable {
  private let files: [UnpairedFile]
  /// The files of each class by its number.
  private let ofClass: [[Int]]
  private let read: @Sendable (_ path: String) throws -> Content
  private let state: Mutex<State>

  private struct State {
    var loaded: [Content?]
    var isUnreadable: [Bool]
    var news: [Failure] = []
  }

  /// A store of files of so many classes.
  ///
  /// - Parameters:
  ///   - files: the files.
  ///   - classes: how many classes there are.
  ///   - read: reads a file; called by several threads.
  package init(
    _ files: [UnpairedFile], classes: Int,
    reading read: @escaping @Sendable (_ path: String) throws -> Content
  ) {
    self.files = files
    self.read = read
    var ofClass = [[Int]](repeating: [], count: max(1, classes))
    for (index, file) in files.enumerated() { ofClass[file.classIndex].append(index) }
    self.ofClass = ofClass
    state = Mutex(
      State(
        loaded: [Content?](repeating: nil, count: files.count),
        isUnreadable: [Bool](repeating: false, count: files.count)))
  }

  /// The content of a random file of a class; `nil` where the class has none that can be read.
  package func content(ofClass number: Int, _ random: inout RandomStream) -> Content? {
    let group = ofClass[number]
    guard !group.isEmpty else { return nil }
    let first = random.integer(below: group.count)
    return (group[first...] + group[..<first]).lazy.compactMap(content).first
  }

  /// What could not be read since this was asked for the last time.
  package func takeFailures() -> [Failure] {
    state.withLock { state in
      defer { state.news = [] }
      return state.news
    }
  }

  private func content(_ index: Int) -> Content? {
    let (known, isUnreadable) = state.withLock { ($0.loaded[index], $0.isUnreadable[index]) }
    if known != nil || isUnreadable { return known }
    do {
      let content = try read(files[index].path)
      state.withLock { $0.loaded[index] = content }
      return content
    } catch {
      state.withLock {
        $0.isUnreadable[index] = true
        $0.news.append(error as? Failure ?? Failure(.internalError, nil, "\(error)"))
      }
      return nil
    }
  }
}
