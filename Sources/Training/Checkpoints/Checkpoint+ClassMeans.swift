import Configuration
import Files
import Models
import Safetensors
import TensorCore

extension Checkpoint {
  /// The mean features of the classes, with which a class can be asked for without an input.
  ///
  /// - Returns: nil where the file holds none: it is older than they are, of step 0, or its data had no classes.
  /// - Throws: `Failure` of kind `badInput` where they do not fit the networks.
  public func classMeans() throws -> ClassMeans? {
    guard configuration.model.generates else { return nil }
    var features: [Modality: Tensor] = [:]
    for modality in Modality.allCases {
      let name = TensorFile.classMeansName(modality)
      guard file[name] != nil else { continue }
      // The features of the linear baseline are the scores of the classes.
      let size =
        configuration.model.architecture == .linear
        ? classes.count : configuration.networks.featureSize
      features[modality] = try file.require(name, shape: [classes.count, size])
    }
    return features.isEmpty ? nil : ClassMeans(features)
  }
}

extension TensorFile {
  /// The name of the means of a modality: `classMeans.image` or `classMeans.sound`.
  fileprivate static func classMeansName(_ modality: Modality) -> String {
    "classMeans.\(modality.rawValue)"
  }

  /// Adds the mean features of the classes, if there are some.
  mutating func append(_ means: ClassMeans?) {
    for modality in Modality.allCases {
      if let rows = means?.features[modality] { append(Self.classMeansName(modality), rows) }
    }
  }
}
