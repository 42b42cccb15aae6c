import Files
import FoundationEssentials

/// The times of steps, in seconds since 1970, as far as `events.jsonl` says.
///
/// Steps between two events are taken to last equally long.
struct StepTimes {
  private var known: [(step: Int, seconds: Double)] = []

  init(_ events: [JSONValue]) {
    for event in events {
      guard let step = (event["to_step"] ?? event["step"])?.wholeNumber,
        let text = event["time"]?.text, let date = try? Date(text, strategy: .iso8601)
      else { continue }
      known.removeAll { $0.step >= step }
      known.append((step, date.timeIntervalSince1970))
    }
  }

  func time(of step: Int) -> Double {
    guard let next = known.firstIndex(where: { $0.step >= step }) else {
      return known.last?.seconds ?? 0
    }
    guard next > 0, known[next].step > step else { return known[next].seconds }
    let (before, after) = (known[next - 1], known[next])
    let share = Double(step - before.step) / Double(after.step - before.step)
    return before.seconds + share * (after.seconds - before.seconds)
  }
}
