import DataSets
import Files

extension DataSetImport.Summary {
  /// The last object of an import on standard output.
  ///
  /// - Parameters:
  ///   - sources: what was imported, each with its key.
  ///   - output: the folder of the data set.
  /// - Returns: the object.
  func object(of sources: [JSONValue.Member], output: String) -> JSONValue {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    let counts: [JSONValue.Member] = [
      .init("output", .string(output)), .init("layout", .string(layout)),
      .init("classes", number(classes)), .init("training_pairs", number(training)),
      .init("validation_pairs", number(validation)), .init("silent_clips", number(silent)),
      .init("attenuated_clips", number(attenuated)), .init("kept_pairs", number(kept)),
      .init("skipped_pairs", number(skipped)),
    ]
    return .object([.init("event", "end"), .init("schema", 1)] + sources + counts)
  }

  /// The last line of an import for people, about a folder.
  func text(of output: String) -> String {
    var parts = [
      "\(output): \(training) pairs to train on", "\(validation) to validate",
      "\(classes) classes",
    ]
    if silent > 0 { parts.append("\(silent) silent clips") }
    if attenuated > 0 { parts.append("\(attenuated) clips above full scale were made quieter") }
    if kept > 0 { parts.append("\(kept) were there from before") }
    if skipped > 0 { parts.append("\(skipped) left out") }
    return parts.joined(separator: ", ")
  }
}
