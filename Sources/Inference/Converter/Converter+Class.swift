import Configuration
import Files
import Models
import TensorCore
import Training

extension Converter {
  /// The mean feature of the class of the options, [1, features], in the place of an input's own; nil
  /// without a class.
  ///
  /// An image is made from what the class sounds like, a sound from what it looks like.
  ///
  /// - Throws: what `requireClass` throws; `Failure` of kind `badInput` where this class has no mean.
  func classFeature(for target: Modality) throws -> Tensor? {
    guard let name = options.className else { return nil }
    let (index, means) = try Self.requireClass(name, of: model)
    guard let mean = means.mean(ofClass: index, target.other) else {
      throw Failure(
        .badInput, model.path,
        "has no mean \(target.other.rawValue) feature of class \(name.printable) "
          + "(it had no training pairs)")
    }
    return mean
  }

  /// The number of a class of a model, and the mean features of all.
  ///
  /// - Throws: `Failure` of kind `badInput` where the model has no classes, or holds no means of them;
  ///   `usage` where none has the name.
  @discardableResult
  static func requireClass(
    _ name: String, of model: TrainedModel
  ) throws -> (index: Int, means: ClassMeans) {
    let classes = model.classes
    guard !classes.isEmpty else {
      throw Failure(
        .badInput, model.path, "was trained on data without classes, --class needs them")
    }
    guard let index = classes.firstIndex(of: name) else {
      let nearest = NearestName.nearest(to: name, among: classes)
      throw Failure(
        .usage, model.path,
        "has no class \(name.printable) (\(classes.joined(separator: ", ").printable))",
        hint: nearest.map { "Did you mean \($0.printable)?" })
    }
    guard let means = model.classMeans else {
      throw Failure(
        .badInput, model.path, "holds no mean features of its classes, --class needs them",
        hint: "cmcgan-export MODEL --data FOLDER adds them.")
    }
    return (index, means)
  }
}
