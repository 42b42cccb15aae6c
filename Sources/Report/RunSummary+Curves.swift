import Files

extension RunSummary {
  /// A curve has about this many values at most; of longer ones every n-th is read.
  static let mostValues = 1_000

  /// The values of one loss or error, by step.
  struct Curve {
    let name: String
    var points: [(step: Int, value: Double)] = []
  }

  /// Every loss, and the error on validation pairs; thinned to about `most` values each.
  func curves(atMost most: Int) -> [Curve] {
    var curves: [Curve] = []
    func add(_ name: String, _ step: Int, _ value: JSONValue) {
      guard let value = value.number, value.isFinite else { return }
      let place = curves.firstIndex { $0.name == name } ?? curves.endIndex
      if place == curves.endIndex { curves.append(Curve(name: name)) }
      // A rollback threw away what came after its checkpoint.
      while let last = curves[place].points.last, last.step >= step {
        curves[place].points.removeLast()
      }
      curves[place].points.append((step, value))
    }
    for line in LineFile(folder.metrics).objects(atMost: most) {
      guard let step = line["step"]?.wholeNumber else { continue }
      for member in line.members ?? [] where member.key != "step" {
        add(member.key, step, member.value)
      }
    }
    let checkpoints = events.filter { $0["event"]?.text == "checkpoint" }
    for event in checkpoints.thinned(toAbout: most) {
      guard let step = event["step"]?.wholeNumber else { continue }
      event["validation_error"].map { add("validation_error", step, $0) }
    }
    return curves
  }

  /// The curves by name: lists of steps and of values.
  var curveObject: JSONValue {
    .object(
      curves(atMost: Self.mostValues).map { curve in
        .init(
          curve.name,
          [
            "steps": .array(curve.points.map { .integer(Int64($0.step)) }),
            "values": .array(curve.points.map { .real($0.value) }),
          ])
      })
  }
}
