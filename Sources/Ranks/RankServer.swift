import Glibc

/// The part of a launcher that connects the ranks it started: a server of PMI or PMIx on the same machine.
package enum RankServer {
  /// The endings that versions of PMIx give to the variable with the address of their server.
  private static let versions = ["", "2", "21", "3", "4", "41", "5", "51", "6"]

  /// Whether the server that environment variables tell of answers.
  ///
  /// It ends together with the processes that it connects, while its variables may live on in a shell.
  ///
  /// - Parameter environment: gives the value of a variable.
  /// - Returns: false where no variable tells of one, too.
  package static func isReachable(_ environment: (String) -> String?) -> Bool {
    if let number = environment("PMI_FD").flatMap({ Int32($0) }), isSocket(number) { return true }
    let addresses =
      [environment("PMI_PORT")] + versions.map { environment("PMIX_SERVER_URI\($0)") }
    return addresses.contains { $0.map(answers) ?? false }
  }

  /// Whether a descriptor that a launcher leaves to its processes is still open.
  private static func isSocket(_ descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  /// Whether somebody listens at an address such as `host:port` or `name;tcp4://127.0.0.1:51463`.
  private static func answers(_ address: String) -> Bool {
    let place = address.split(separator: "/").last ?? ""
    guard let colon = place.lastIndex(of: ":") else { return false }
    let host = place[..<colon].filter { $0 != "[" && $0 != "]" }
    let port = String(place[place.index(after: colon)...])
    var wanted = addrinfo()
    wanted.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(String(host), port, &wanted, &found) == 0, let first = found else {
      return false
    }
    defer { freeaddrinfo(found) }
    let connection = socket(
      first.pointee.ai_family, first.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard connection >= 0 else { return false }
    defer { close(connection) }
    // It is on this machine and answers at once; another machine may never do.
    var patience = timeval(tv_sec: 2, tv_usec: 0)
    setsockopt(
      connection, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    return connect(connection, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0
  }
}
