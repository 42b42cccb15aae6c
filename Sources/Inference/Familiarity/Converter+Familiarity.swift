extension Converter {
  /// How familiar an input is; nil where the model remembers nothing, or a class is asked for.
  ///
  /// - Throws: what `FamiliarityMeter` throws for the strictness of the options.
  func familiarity(of source: ConversionSource) throws -> Familiarity? {
    // What the input holds does not matter then.
    guard options.className == nil else { return nil }
    return try FamiliarityMeter(model).familiarity(of: source, isStrict: options.isStrict)
  }
}
