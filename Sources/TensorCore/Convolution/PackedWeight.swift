import MicroKernels
import Synchronization

/// The weight [window height, window width, in, out] of a convolution, with the panels that kernels read.
///
/// Panels are packed when they are first needed and kept, so that a network packs its weights once for
/// several applications. The forward and the backward pass need different layouts. Panels of one
/// direction are dropped when the other direction asks for its own, which halves their memory.
public final class PackedWeight: Sendable {
  /// The weight itself.
  public let tensor: Tensor
  private let cache = Mutex(PanelCache())

  private struct PanelCache {
    var plain: [PanelLayout: WeightPanels] = [:]
    #if !DOUBLE_PRECISION
      var winograd: [WinogradLayout: WinogradPanels] = [:]
    #endif

    mutating func keepDirection(of layout: PanelLayout) {
      plain = plain.filter { $0.key.isForward == layout.isForward }
      #if !DOUBLE_PRECISION
        winograd = winograd.filter { $0.key.layout.isForward == layout.isForward }
      #endif
    }
  }

  private struct WinogradLayout: Hashable {
    let layout: PanelLayout
    let algorithm: WinogradAlgorithm
    let factorsPerWord: Int
  }

  /// A weight whose panels are not packed yet; it needs four dimensions.
  public init(_ tensor: Tensor) {
    precondition(tensor.shape.count == 4, "a convolution's weight has four dimensions")
    self.tensor = tensor
  }

  /// The panels of a layout, packed now or earlier.
  func panels(_ layout: PanelLayout) -> WeightPanels {
    cache.withLock { cache in
      if let known = cache.plain[layout] { return known }
      cache.keepDirection(of: layout)
      let panels = pack(layout)
      cache.plain[layout] = panels
      return panels
    }
  }

  #if !DOUBLE_PRECISION
    /// The transformed filters of an algorithm, in a layout, made now or earlier.
    func winogradPanels(
      _ layout: PanelLayout, _ algorithm: WinogradAlgorithm, for microKernel: MicroKernel
    ) -> WinogradPanels {
      let key = WinogradLayout(
        layout: layout, algorithm: algorithm, factorsPerWord: microKernel.factorsPerWord)
      return cache.withLock { cache in
        if let known = cache.winograd[key] { return known }
        cache.keepDirection(of: layout)
        let filters = FilterLayout(layout, of: tensor.shape, algorithm)
        let panels = tensor.withPointer {
          WinogradPanels(microKernel, algorithm, filters, of: $0)
        }
        cache.winograd[key] = panels
        return panels
      }
    }
  #endif

  private func pack(_ layout: PanelLayout) -> WeightPanels {
    let (kh, kw) = (tensor.shape[0], tensor.shape[1])
    let (c, o) = (tensor.shape[2], tensor.shape[3])
    return tensor.withPointer { weight in
      switch layout {
      case .patches(let columns):
        WeightPanels(rows: kh * kw * c, count: o, columns: columns) { row in
          (weight + row * o, 1)
        }
      case .phase(let phase, let columns):
        WeightPanels(rows: phase.taps(kh) * phase.taps(kw) * o, count: c, columns: columns) { row in
          let (tap, out) = (row / o, row % o)
          let ky = phase.kernel(down: tap / phase.taps(kw), of: kh)
          let kx = phase.kernel(right: tap % phase.taps(kw), of: kw)
          return (weight + (ky * kw + kx) * c * o + out, o)
        }
      case .col2im(let columns):
        WeightPanels(rows: o, count: kh * kw * c, columns: columns) { row in (weight + row, o) }
      }
    }
  }
}
