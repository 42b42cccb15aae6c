/// A course of training that is chosen by a word, and fitted to the data.
public enum Preset: String, CaseIterable, Sendable {
  /// A small model in minutes, whatever the data.
  case quick
  /// The recommended recipe, longer for more data.
  case recommended
  /// The paper with nothing added, whatever the data.
  case paper

  /// The shipped recipe that it begins with.
  public var recipe: String {
    switch self {
    case .quick: "demo"
    case .recommended: Recipe.recommended
    case .paper: "paper"
    }
  }

  /// The pairs that the recommended recipe was made with: those of Sub-URMP that the project has.
  private static let referencePairs = 442.0

  /// The recipe, fitted to training pairs.
  ///
  /// - Parameters:
  ///   - recipe: the recipe of the preset.
  ///   - pairs: how many training pairs there are.
  ///   - hasClasses: whether they have classes.
  ///   - steps: the steps of the run; `nil` for those of the preset.
  /// - Returns: the fitted configuration; the paper stays as it is.
  public func fitted(
    _ recipe: Configuration, toPairs pairs: Int, hasClasses: Bool, steps: Int? = nil
  ) -> Configuration {
    guard self != .paper else { return recipe }
    return recipe.scaled(toSteps: steps ?? self.steps(recipe, pairs: pairs))
      .fitted(toPairs: pairs, hasClasses: hasClasses)
  }

  /// With four times the pairs, twice the steps: more pairs need more steps, but each is seen less often.
  private func steps(_ recipe: Configuration, pairs: Int) -> Int {
    guard self == .recommended else { return recipe.training.steps }
    let factor = (Double(pairs) / Self.referencePairs).squareRoot()
    let steps = Double(recipe.training.steps) * min(3, max(1.0 / 3, factor))
    return max(100, 100 * Int((steps / 100).rounded()))
  }
}
