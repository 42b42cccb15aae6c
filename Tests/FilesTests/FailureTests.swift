import Files
import Testing

@Suite struct FailureTests {
  @Test func theTextIsSubjectProblemAndHint() {
    let failure = Failure(.badInput, "a.wav", "empty file", hint: "record it again")
    #expect(failure.description == "a.wav: empty file. record it again")
    #expect(Failure(.usage, nil, "no input").description == "no input")
  }

  @Test func namesFromFilesCannotCommandTheTerminal() {
    #expect(
      "a\nb \u{1B}[31m\u{7}\u{2028} ä\u{85}".printable
        == #"a\nb \u{1B}[31m\u{07}\u{2028} ä\u{0085}"#)
    #expect("plain ä".printable == "plain ä")
  }

  @Test func exitCodesAreThoseOfSysexits() {
    #expect(Failure.Kind.allCases.map(\.rawValue) == [1, 64, 65, 66, 69, 70, 71, 73, 74, 76, 78])
  }
}
