import Autograd
import TensorCore
import TestSupport
import Testing

@Suite struct TapeTests {
  /// An object that a pullback holds on to.
  private final class Witness {}

  /// x times y, elementwise, which tells what gradients were asked of it.
  private func product(
    _ x: Variable, _ y: Variable, asked: @escaping ([Bool]) -> Void = { _ in }
  ) -> Variable {
    func times(_ a: Tensor, _ b: Tensor) -> Tensor {
      Tensor(shape: a.shape, elements: zip(a.elements, b.elements).map { $0 * $1 })
    }
    let (a, b) = (x.value, y.value)
    return .result(times(a, b), of: [x, y]) { dy, wanted in
      asked(wanted)
      return [wanted[0] ? times(dy, b) : nil, wanted[1] ? times(dy, a) : nil]
    }
  }

  private func parameter(_ name: String, _ elements: [Scalar]) -> Parameter {
    Parameter(name, Tensor(shape: [elements.count], elements: elements))
  }

  /// The loss mean(p p) + mean(p q) uses p three times.
  @Test func gradientsAddUpOverRepeatedUse() {
    let (p, q) = (parameter("p", [1, 2]), parameter("q", [10, -20]))
    let tape = Tape()
    let x = tape.variable(of: p)
    let loss =
      product(x, tape.variable(of: p)).mean() + product(x, tape.variable(of: q)).mean()
    #expect(loss.value.item == 2.5 - 15)
    let gradients = tape.gradients(of: loss, for: [p, q])
    #expect(gradients[0].elements == [1 + 5, 2 - 10])
    #expect(gradients[1].elements == [0.5, 1])
  }

  @Test func gradientsComeInTheOrderAskedFor() {
    let (p, q) = (parameter("p", [3]), parameter("q", [5]))
    func gradients(for order: [Parameter]) -> [Scalar] {
      let tape = Tape()
      let loss = product(tape.variable(of: p), tape.variable(of: q)).mean()
      return tape.gradients(of: loss, for: order).map(\.item)
    }
    #expect(gradients(for: [p, q]) == [5, 3])
    #expect(gradients(for: [q, p]) == [3, 5])
    #expect(gradients(for: [q]) == [3])
  }

  @Test func whatTheLossDoesNotDependOnHasNoGradient() {
    let (used, unused, strange) = (
      parameter("used", [1, 2]), parameter("unused", [3, 4]), parameter("strange", [5, 6, 7])
    )
    let tape = Tape()
    let loss = tape.variable(of: used).mean()
    let aside = tape.variable(of: unused).mean()
    #expect(aside.value.item == 3.5)
    let gradients = tape.gradients(of: loss, for: [used, unused, strange])
    #expect(gradients.map(\.elements) == [[0.5, 0.5], [0, 0], [0, 0, 0]])
  }

  /// A discriminator that is only applied is asked for no gradient of its weights.
  @Test func aFrozenParameterCostsNoProduct() {
    let (trained, frozen) = (parameter("trained", [1, 2]), parameter("frozen", [3, 4]))
    var asked: [[Bool]] = []
    let tape = Tape()
    let made = product(tape.variable(of: trained), tape.variable(of: trained))
    let judged = product(made, tape.variable(of: frozen)) { asked.append($0) }
    let aside = product(tape.variable(of: frozen), tape.variable(of: frozen)) { asked.append($0) }
    let gradients = tape.gradients(of: (judged + aside).mean(), for: [trained])
    #expect(gradients[0].elements == [3, 8])
    #expect(asked == [[true, false]])
  }

  @Test func aConstantIsAskedForNothing() {
    let p = parameter("p", [2])
    var asked: [[Bool]] = []
    let tape = Tape()
    let constant = Variable(Tensor(shape: [1], elements: [7]))
    let y = product(constant, tape.variable(of: p)) { asked.append($0) }
    #expect(tape.gradients(of: y.mean(), for: [p])[0].item == 7)
    #expect(asked == [[false, true]])
  }

  @Test func aVariableOfAnotherTapeIsAConstant() {
    let (p, q) = (parameter("p", [2]), parameter("q", [3]))
    let (tape, other) = (Tape(), Tape())
    let foreign = other.variable(of: q)
    let loss = product(tape.variable(of: p), foreign).mean()
    let gradients = tape.gradients(of: loss, for: [p, q])
    #expect(gradients.map(\.item) == [3, 0])
  }

  @Test func walkingFreesWhatWasKept() {
    let p = parameter("p", [1, 2])
    let tape = Tape()
    weak var kept: Witness?
    func loss() -> Variable {
      let witness = Witness()
      kept = witness
      return .result(Tensor(1), of: [tape.variable(of: p)]) { dy, _ in
        withExtendedLifetime(witness) { [Tensor(repeating: dy.item, shape: [2])] }
      }
    }
    let value = loss()
    #expect(kept != nil)
    #expect(tape.gradients(of: value, for: [p])[0].elements == [1, 1])
    #expect(kept == nil)
    withExtendedLifetime(tape) {}
  }

  @Test func computingWithConstantsRecordsNothing() {
    weak var kept: Witness?
    func constant() -> Variable {
      let witness = Witness()
      kept = witness
      return .result(Tensor(1), of: [Variable(Tensor(2))]) { dy, _ in
        withExtendedLifetime(witness) { [dy] }
      }
    }
    let value = constant()
    #expect(value.value.item == 1 && kept == nil)
  }

  @Test func inferenceHasNoTape() {
    #expect(Pass.inference.tape == nil)
    #expect(!Pass.inference.isTraining && !Pass.inference.updatesState)
    let pass = Pass.training(Tape())
    #expect(pass.isTraining && pass.updatesState && !pass.keepingState.updatesState)
    #expect(pass.keepingState.isTraining && pass.keepingState.tape === pass.tape)
  }

  @Test func aTapeIsWalkedOnce() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape()
      let p = Parameter("p", Tensor(repeating: 1, shape: [1]))
      let loss = tape.variable(of: p).mean()
      let first = tape.gradients(of: loss, for: [p])
      let second = tape.gradients(of: loss, for: [p])
      precondition(first != second || first == second)
    }
  }
}
