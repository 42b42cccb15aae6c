extension ModelKind {
  /// The linear baseline: classes by ridge regression, and a normal distribution for each class.
  ///
  /// It is fitted in closed form in its first step, and shows what a network has to beat.
  public static let linear = ModelKind("linear", .linear)
}
