import Glibc

/// Memory aligned to 64 bytes, the size of a cache line and of an AVX-512 register.
enum AlignedMemory {
  /// Allocates `count` uninitialised numbers; the caller calls `deallocate`.
  static func allocate(count: Int) -> UnsafeMutablePointer<Scalar> {
    UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Scalar>.stride, alignment: 64
    ).bindMemory(to: Scalar.self, capacity: max(1, count))
  }
}

/// Scratch memory of one thread, lent out and given back last in, first out.
///
/// Each part of a kernel asks for some. From the allocator, threads would wait for each other; and what was lent
/// a moment ago is still in the thread's cache.
private final class ScratchStack {
  /// Numbers of one thread; who needs more at a time asks the allocator.
  private static let capacity = 1 << 20
  private let start = AlignedMemory.allocate(count: capacity)
  private var used = 0

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let status = pthread_key_create(&key) { stack in
      if let stack { Unmanaged<ScratchStack>.fromOpaque(stack).release() }
    }
    precondition(status == 0, "the system has no place for a thread's own value")
    return key
  }()

  /// The stack of the calling thread, which is freed with the thread.
  static var ofThisThread: ScratchStack {
    if let known = pthread_getspecific(key) {
      return Unmanaged<ScratchStack>.fromOpaque(known).takeUnretainedValue()
    }
    let stack = ScratchStack()
    let status = pthread_setspecific(key, Unmanaged.passRetained(stack).toOpaque())
    precondition(status == 0, "the system has no memory for a thread's own value")
    return stack
  }

  deinit { start.deallocate() }

  /// Lends numbers; `nil` where there are not as many.
  func lend(_ count: Int) -> UnsafeMutablePointer<Scalar>? {
    guard count <= Self.capacity - used else { return nil }
    defer { used += count }
    return start + used
  }

  /// Takes back what was lent last.
  func takeBack(_ count: Int) { used -= count }
}

/// Calls `body` with memory for `count` uninitialised numbers.
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> R) -> R {
  let stack = ScratchStack.ofThisThread
  // Whole cache lines, so that all that is lent is aligned.
  let rounded = (max(1, count) + 15) / 16 * 16
  if let lent = stack.lend(rounded) {
    defer { stack.takeBack(rounded) }
    return body(lent)
  }
  let scratch = AlignedMemory.allocate(count: count)
  defer { scratch.deallocate() }
  return body(scratch)
}
