import Autograd
import Models
import Testing

@Suite struct LossesTests {
  @Test func lossesStandInTheOrderInWhichTheyAreSet() {
    var losses = Losses()
    #expect(losses.entries.isEmpty && losses[.total] == 0 && losses.areFinite)
    losses[.total] = 3
    losses[.generator] = 2
    losses[.total] = 1
    #expect(losses.entries.map(\.name) == [.total, .generator])
    #expect(losses.entries.map(\.value) == [1, 2])
    #expect(losses[.discriminator] == 0)
    losses[.discriminator] = .nan
    #expect(!losses.areFinite)
    losses[.discriminator] = 0
    #expect(losses.areFinite)
    losses.gradientsAreFinite = false
    #expect(!losses.areFinite)
  }
}
