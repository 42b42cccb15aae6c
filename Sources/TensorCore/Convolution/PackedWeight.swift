import MicroKernels
import Synchronization

/// A convolution's weight [window height, window width, in, out], with the forms that kernels read.
///
/// A form is made when it is first needed and kept, so that a network applied several times with the
/// same weights is packed once. Going forward needs other forms than going back: those of one
/// direction are given up when one of the other is asked for, which halves what they take.
public final class PackedWeight: Sendable {
  /// The weight itself.
  public let tensor: Tensor
  private let forms = Mutex(Forms())

  private struct Forms {
    var plain: [Form: WeightPanels] = [:]
    #if !DOUBLE_PRECISION
      var winograd: [WinogradForm: WinogradPanels] = [:]
    #endif

    mutating func keepOnly(_ direction: Form) {
      plain = plain.filter { $0.key.isOfPatches == direction.isOfPatches }
      #if !DOUBLE_PRECISION
        winograd = winograd.filter { $0.key.form.isOfPatches == direction.isOfPatches }
      #endif
    }
  }

  private struct WinogradForm: Hashable {
    let form: Form
    let factorsPerWord: Int
  }

  /// A weight of which nothing is packed yet.
  public init(_ tensor: Tensor) {
    precondition(tensor.shape.count == 4, "a convolution's weight has four dimensions")
    self.tensor = tensor
  }

  /// A matrix that is made of the weight.
  enum Form: Hashable, Sendable {
    /// [patch, out]: patches become results.
    case patches(columns: Int)
    /// [taps x out, in] of one phase of the gradient of a strided convolution; see `Phase`.
    case phase(Phase, columns: Int)
    /// [out, patch]: results become patches, which are then added up.
    case col2im(columns: Int)

    var isOfPatches: Bool { if case .patches = self { true } else { false } }
  }

  func panels(_ form: Form) -> WeightPanels {
    forms.withLock { forms in
      if let known = forms.plain[form] { return known }
      forms.keepOnly(form)
      let made = make(form)
      forms.plain[form] = made
      return made
    }
  }

  #if !DOUBLE_PRECISION
    /// The nine sums of 2x2 windows that a 4x4 weight of stride 2 consists of, in panels of a tile.
    func winogradPanels(_ form: Form, for microKernel: MicroKernel) -> WinogradPanels {
      let key = WinogradForm(form: form, factorsPerWord: microKernel.factorsPerWord)
      return forms.withLock { forms in
        if let known = forms.winograd[key] { return known }
        forms.keepOnly(form)
        let made = makeWinograd(form, microKernel)
        forms.winograd[key] = made
        return made
      }
    }

    private func makeWinograd(_ form: Form, _ microKernel: MicroKernel) -> WinogradPanels {
      let (c, o) = (tensor.shape[2], tensor.shape[3])
      precondition(tensor.shape[0] == 4 && tensor.shape[1] == 4, "a window of 4 x 4 is needed")
      return tensor.withPointer { weight in
        func window(_ down: (Int, Int), _ right: (Int, Int), _ offset: Int)
          -> MicroKernel.FilterTransform.Four
        {
          func tap(_ ky: Int, _ kx: Int) -> UnsafePointer<Scalar> {
            weight + (ky * 4 + kx) * c * o + offset
          }
          return MicroKernel.FilterTransform.Four(
            upperLeft: tap(down.0, right.0), upperRight: tap(down.0, right.1),
            lowerLeft: tap(down.1, right.0), lowerRight: tap(down.1, right.1))
        }
        switch form {
        case .patches:
          return WinogradPanels(microKernel, rows: 4 * c, count: o, stride: 1) { row in
            let (part, channel) = (row / c, row % c)
            let (down, right) = (part / 2, part % 2)
            return window((down, down + 2), (right, right + 2), channel * o)
          }
        case .phase(let phase, _):
          return WinogradPanels(microKernel, rows: o, count: c, stride: o) { row in
            window((phase.down + 2, phase.down), (phase.right + 2, phase.right), row)
          }
        case .col2im: preconditionFailure("few channels are not transformed")
        }
      }
    }
  #endif

  private func make(_ form: Form) -> WeightPanels {
    let (kh, kw) = (tensor.shape[0], tensor.shape[1])
    let (c, o) = (tensor.shape[2], tensor.shape[3])
    return tensor.withPointer { weight in
      switch form {
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

/// Which pixels of a strided convolution's input share their taps: those in every `stride`-th row and
/// column from one on.
///
/// A pixel y meets the window's rows `offset + stride j`, j from 0, at positions q - j, where
/// y + padding = stride q + offset. So for each phase the gradient is a convolution of stride 1.
struct Phase: Hashable, Sendable {
  let stride: Int
  /// The first row and column of the window that these pixels meet.
  let down, right: Int

  /// Rows (or columns) of the window that a pixel of the phase meets; the stride divides the window.
  func taps(_ size: Int) -> Int { size / stride }

  /// The window's row that meets tap `tap`, counted from the first position on.
  func kernel(down tap: Int, of size: Int) -> Int { down + stride * (taps(size) - 1 - tap) }

  /// The window's column that meets tap `tap`.
  func kernel(right tap: Int, of size: Int) -> Int { right + stride * (taps(size) - 1 - tap) }
}

/// A matrix [rows, count] in panels of `columns` columns, each row by row; missing columns are 0.
final class WeightPanels: @unchecked Sendable {
  let rows, count, columns: Int
  private let start: UnsafeMutablePointer<Scalar>

  /// Packs a matrix of which `row` gives the address of a row and the distance of its numbers.
  init(
    rows: Int, count: Int, columns: Int,
    row: (Int) -> (start: UnsafePointer<Scalar>, stride: Int)
  ) {
    (self.rows, self.count, self.columns) = (rows, count, columns)
    let panels = (count + columns - 1) / columns
    let target = AlignedMemory.allocate(count: panels * rows * columns)
    start = target
    ThreadPool.shared.forEachRange(rows, length: max(1, 65_536 / max(1, count))) { range in
      for index in range {
        let (source, stride) = row(index)
        for panel in 0..<panels {
          let place = target + (panel * rows + index) * columns
          let first = panel * columns
          let present = min(columns, count - first)
          if stride == 1 {
            place.update(from: source + first, count: present)
          } else {
            for c in 0..<present { place[c] = source[(first + c) * stride] }
          }
          for c in present..<columns { place[c] = 0 }
        }
      }
    }
  }

  deinit { start.deallocate() }

  var panelCount: Int { (count + columns - 1) / columns }

  /// The address of a panel.
  func panel(_ index: Int) -> UnsafePointer<Scalar> {
    UnsafePointer(start + index * rows * columns)
  }
}
