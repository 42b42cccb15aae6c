import Glibc

/// A socket that listens on this machine, as the server of a launcher does.
public final class LocalServer: @unchecked Sendable {
  /// Its descriptor.
  public let descriptor: Int32
  /// The port that it listens on.
  public let port: UInt16

  private struct Refused: Error {}

  /// Begins to listen on a free port.
  public init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (descriptor, size) = (descriptor, length)
    let isListening = withUnsafeMutableBytes(of: &address) { bytes in
      let place = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
      return bind(descriptor, place, size) == 0 && listen(descriptor, 8) == 0
        && getsockname(descriptor, place, &length) == 0
    }
    guard isListening else { throw Refused() }
    port = UInt16(bigEndian: address.sin_port)
  }

  /// Stops listening.
  public func close() { _ = Glibc.close(descriptor) }
}
