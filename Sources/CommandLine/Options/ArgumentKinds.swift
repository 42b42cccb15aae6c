import ArgumentParser
import Configuration
import Files
import Inference
import Models

extension Modality: ExpressibleByArgument {}
extension Route: ExpressibleByArgument {}
extension NetworkPart: ExpressibleByArgument {}
extension ConversionOptions.Normalization: ExpressibleByArgument {}

extension FileKind: ExpressibleByArgument {
  /// The kinds that can be converted, by their usual names.
  public init?(argument: String) {
    guard let kind = FileKind(rawValue: argument) ?? FileKind.promised(by: ".\(argument)"),
      kind.isSound || kind.isImage
    else { return nil }
    self = kind
  }

  public static var allValueStrings: [String] {
    allCases.filter { $0.isSound || $0.isImage }.map(\.rawValue)
  }
}
