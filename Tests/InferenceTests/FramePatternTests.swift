import Inference
import Testing

@Suite struct FramePatternTests {
  @Test func numbersArePutIn() {
    #expect(FramePattern("a/frame-%04d.png")?.path(12) == "a/frame-0012.png")
    #expect(FramePattern("%d.png")?.path(12_345) == "12345.png")
    #expect(FramePattern("x%3dy")?.path(7) == "x007y")
    #expect(FramePattern(in: "a/").path(1) == "a/frame-0001.png")
    #expect(FramePattern(in: "a").text == "a/frame-%04d.png")
  }

  @Test(arguments: ["frame.png", "a%04x.png", "%d-%d.png", "%-4d.png", "%123456789012d", "%"])
  func otherTextsAreNoPatterns(_ text: String) {
    #expect(FramePattern(text) == nil)
  }
}
