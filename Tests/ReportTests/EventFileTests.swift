import Files
import Report
import TestSupport
import Testing

@Suite struct EventFileTests {
  /// Golden bytes by TensorBoard's own writer: `make_event_golden.py`.
  @Test func bytesAreThoseOfTensorBoard() throws {
    var file = EventFile(time: 1.5)
    file.add("loss/total", step: 300, time: 2.25, value: -0.75)
    file.add("samples", step: 1 << 40, time: 3, png: Array(0..<7), width: 20, height: 300)
    file.add(
      "sounds/Flöte", step: 1, time: 4, wav: (131...200).reversed(), rate: 44_100, samples: 22_050)
    let golden = try InputFile.read(
      Golden.repository + "/Tests/TestSupport/Golden/events.out.tfevents")
    let isEqual = file.bytes == golden
    #expect(isEqual)
  }
}
