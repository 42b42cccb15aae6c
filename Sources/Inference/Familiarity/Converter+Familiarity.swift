extension Converter {
  /// How familiar an input is; nil where the model remembers nothing.
  ///
  /// - Throws: what `FamiliarityMeter` throws for the strictness of the options.
  func familiarity(of source: ConversionSource) throws -> Familiarity? {
    try FamiliarityMeter(model).familiarity(of: source, isStrict: options.isStrict)
  }
}
