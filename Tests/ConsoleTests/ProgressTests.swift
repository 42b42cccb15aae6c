import Console
import Testing

@Suite struct ProgressTests {
  /// A clock that tests advance, and everything that is written.
  private final class Fake {
    var now = 0.0
    var text = ""

    func output(isTerminal: Bool) -> Progress.Output {
      Progress.Output(isTerminal: isTerminal, now: { self.now }, write: { self.text += $0 })
    }
  }

  @Test func shortWorkIsNotMentioned() {
    for isTerminal in [true, false] {
      let fake = Fake()
      let progress = Progress(isQuiet: false, output: fake.output(isTerminal: isTerminal))
      fake.now = 1.9
      progress.show("half", isLast: false)
      progress.show("all", isLast: true)
      progress.finish()
      #expect(fake.text.isEmpty)
    }
  }

  @Test func aTerminalHasOneLineThatIsRedrawnAndRemoved() {
    let fake = Fake()
    let progress = Progress(isQuiet: false, output: fake.output(isTerminal: true))
    for (time, text) in [(2.0, "one"), (2.1, "not due"), (2.3, "two")] {
      fake.now = time
      progress.show(text)
    }
    progress.finish()
    #expect(fake.text == "\r\u{1B}[Kone\r\u{1B}[Ktwo\r\u{1B}[K")
  }

  @Test func theLastLineStays() {
    let fake = Fake()
    let progress = Progress(isQuiet: false, output: fake.output(isTerminal: true))
    fake.now = 5
    progress.show("1 of 2")
    progress.show("2 of 2", isLast: true)
    progress.finish()
    #expect(fake.text == "\r\u{1B}[K1 of 2\r\u{1B}[K2 of 2\n")
  }

  @Test func elsewherePlainLinesComeEveryTenSeconds() {
    let fake = Fake()
    let progress = Progress(isQuiet: false, output: fake.output(isTerminal: false))
    for time in stride(from: 0.0, through: 25, by: 1) {
      fake.now = time
      progress.show("at \(Int(time))")
    }
    progress.finish()
    #expect(fake.text == "at 10\nat 20\n")
  }

  @Test func countedStepsHaveARateAndTheTimeThatIsLeft() {
    let fake = Fake()
    let progress = Progress(isQuiet: false, total: 100, output: fake.output(isTerminal: false))
    fake.now = 1
    progress.show(step: 1, pairsPerSecond: 8, secondsLeft: 99, text: "loss 1")
    fake.now = 5
    progress.show(step: 5, pairsPerSecond: 8, secondsLeft: 95, text: "not due")
    fake.now = 20
    progress.show(step: 40, pairsPerSecond: 16, secondsLeft: 30, text: "loss 2")
    fake.now = 26
    progress.show(step: 100, pairsPerSecond: 80, secondsLeft: 0, text: "loss 3")
    progress.finish()
    #expect(
      fake.text == """
        step 1/100  loss 1  8.0 pairs/s  1 min 39 s left
        step 40/100  loss 2  16.0 pairs/s  30 s left
        step 100/100  loss 3  80.0 pairs/s

        """)
  }

  @Test func notesAndWarningsEndAnOpenLine() {
    let fake = Fake()
    let progress = Progress(isQuiet: false, output: fake.output(isTerminal: true))
    fake.now = 3
    progress.show("open")
    progress.note("a note")
    progress.warn("odd\u{1B}[2J")
    progress.finish()
    #expect(fake.text.hasPrefix("\r\u{1B}[Kopen\na note\nwarning: odd"))
    #expect(fake.text.count(where: { $0 == "\u{1B}" }) == 1)
  }

  @Test func anErrorLeavesNoLineOpen() {
    let fake = Fake()
    do {
      let progress = Progress(isQuiet: false, output: fake.output(isTerminal: true))
      fake.now = 3
      progress.show("open")
    }
    #expect(fake.text == "\r\u{1B}[Kopen\n")
  }

  @Test func quietWorkOnlyWarns() {
    let fake = Fake()
    let progress = Progress(
      isQuiet: true, total: 2, output: fake.output(isTerminal: true))
    fake.now = 60
    progress.show("no", isLast: true)
    progress.show(step: 2, pairsPerSecond: 1, secondsLeft: 0, text: "no")
    progress.note("no")
    progress.warn("yes")
    progress.finish()
    #expect(fake.text == "warning: yes\n")
  }
}
