import Configuration
import DataSets
import Preprocessing

extension HostileInput {
  /// A configuration that is accepted can be written, read again and used.
  func readConfiguration(_ bytes: [UInt8]) throws {
    let configuration = try Configuration.read(file(bytes))
    let written = try configuration.document()
    let again = try Configuration.read(file([UInt8](written.utf8)))
    precondition(again == configuration, "a configuration changed when it was written")
    _ = Preprocessing(configuration)
  }
}
