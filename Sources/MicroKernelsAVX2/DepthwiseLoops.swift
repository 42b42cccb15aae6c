import MicroKernels

// Depthwise convolutions; like `Loops.swift`, this file is compiled for each kind of processor.

/// The rows under the window, dense and with zeros around them; nil for a row of zeros.
private struct GatheredRows {
  typealias Addresses = InlineArray<5, UnsafePointer<Float>?>

  let convolution: MicroKernel.Depthwise
  private let rowNumbers: Int
  private(set) var addresses = Addresses(repeating: nil)
  private var next = 0

  init(_ convolution: MicroKernel.Depthwise) {
    self.convolution = convolution
    rowNumbers = convolution.gatheredColumns * Lanes.scalarCount
    // Columns between and beside the pixels are never written again.
    convolution.scratch.update(repeating: 0, count: convolution.window * rowNumbers)
  }

  /// Gathers the rows that the window covers for a row of results, as far as they are not there yet.
  @inline(__always)
  mutating func move(to row: Int, image: Int) {
    let first = row * convolution.stride
    if row == convolution.rows.lowerBound { next = first }
    for gathered in max(next, first)..<first + convolution.window { gather(gathered, image) }
    next = first + convolution.window
    for ky in 0..<convolution.window {
      let gathered = first + ky
      addresses[ky] =
        sourceRow(gathered) == nil
        ? nil : UnsafePointer(convolution.scratch + gathered % convolution.window * rowNumbers)
    }
  }

  @inline(__always)
  private func sourceRow(_ gathered: Int) -> Int? {
    let row = gathered - convolution.down
    guard row >= 0, row < convolution.height * convolution.spread else { return nil }
    if convolution.spread == 1 { return row }
    return row % convolution.spread == 0 ? row / convolution.spread : nil
  }

  @inline(__always)
  private func gather(_ gathered: Int, _ image: Int) {
    guard let row = sourceRow(gathered) else { return }
    let offset =
      image * convolution.sourceStride + row * convolution.width * convolution.channels
    let step = convolution.spread * Lanes.scalarCount
    var target =
      convolution.scratch + gathered % convolution.window * rowNumbers
      + convolution.right * Lanes.scalarCount
    var source = convolution.source + offset
    if let rectified = convolution.rectified {
      var result = rectified + offset
      let (slopes, limits) = (
        Lanes(repeating: convolution.slope), Lanes(repeating: convolution.limit)
      )
      for _ in 0..<convolution.width {
        let gradient = load(source, present: convolution.present)
        let value = load(result, present: convolution.present)
        (gradient * slopes).replacing(with: gradient, where: value .> Lanes.zero)
          .replacing(with: Lanes.zero, where: value .>= limits).store(to: target)
        source += convolution.channels
        result += convolution.channels
        target += step
      }
    } else {
      for _ in 0..<convolution.width {
        load(source, present: convolution.present).store(to: target)
        source += convolution.channels
        target += step
      }
    }
  }
}

@inline(never)
func depthwiseLoop(_ convolution: MicroKernel.Depthwise) {
  var rows = GatheredRows(convolution)
  for image in 0..<convolution.images {
    for row in convolution.rows {
      rows.move(to: row, image: image)
      let target =
        convolution.target + image * convolution.targetStride
        + row * convolution.columns * convolution.channels
      // Known steps become part of the addresses.
      switch convolution.stride {
      case 1: compute(rows, target, step: Lanes.scalarCount)
      case 2: compute(rows, target, step: 2 * Lanes.scalarCount)
      default: compute(rows, target, step: convolution.stride * Lanes.scalarCount)
      }
    }
  }
}

/// Computes a row of results; `step` is the distance of the windows of neighbours.
@inline(__always)
private func compute(_ rows: GatheredRows, _ target: UnsafeMutablePointer<Float>, step: Int) {
  let columns = rows.convolution.columns
  var column = 0
  let widest = Rows<Lanes>(repeating: .zero)
  while column &+ widest.count <= columns {
    addTaps(widest, rows, column, target, step: step)
    column &+= widest.count
  }
  if column &+ 4 <= columns {
    addTaps(InlineArray<4, Lanes>(repeating: .zero), rows, column, target, step: step)
    column &+= 4
  }
  if column &+ 2 <= columns {
    addTaps(InlineArray<2, Lanes>(repeating: .zero), rows, column, target, step: step)
    column &+= 2
  }
  if column < columns {
    addTaps(InlineArray<1, Lanes>(repeating: .zero), rows, column, target, step: step)
  }
}

/// Computes as many results side by side as there are sums.
@inline(__always)
private func addTaps<let count: Int>(
  _ zeros: InlineArray<count, Lanes>, _ rows: GatheredRows, _ column: Int,
  _ target: UnsafeMutablePointer<Float>, step: Int
) {
  let convolution = rows.convolution
  var sums = zeros
  if let bias = convolution.bias { sums = InlineArray(repeating: load(bias)) }
  var weight = convolution.weight
  for ky in 0..<convolution.window {
    if let address = rows.addresses[ky] {
      var source = address + column * step
      for _ in 0..<convolution.window {
        let factor = load(weight)
        for index in sums.indices {
          sums[index] = sums[index].addingProduct(load(source + index * step), factor)
        }
        weight += convolution.tapStride
        source += Lanes.scalarCount
      }
    } else {
      weight += convolution.window * convolution.tapStride
    }
  }
  let isRectified = convolution.rectified == nil
  let (slopes, limits) = (
    Lanes(repeating: isRectified ? convolution.slope : 1),
    Lanes(repeating: isRectified ? convolution.limit : .infinity)
  )
  for index in sums.indices {
    let sum = sums[index]
    let rectified = limited((sum * slopes).replacing(with: sum, where: sum .> Lanes.zero), limits)
    store(
      rectified, to: target + (column + index) * convolution.channels, present: convolution.present)
  }
}

@inline(never)
func depthwiseWeightLoop(_ gradient: MicroKernel.DepthwiseWeight) {
  let convolution = gradient.convolution
  var rows = GatheredRows(convolution)
  for image in 0..<convolution.images {
    for row in convolution.rows {
      rows.move(to: row, image: image)
      let dy =
        gradient.gradient + image * convolution.targetStride
        + row * convolution.columns * convolution.channels
      for ky in 0..<convolution.window {
        guard let address = rows.addresses[ky] else { continue }
        let sums = gradient.sums + ky * convolution.window * Lanes.scalarCount
        switch convolution.window {
        case 3: addRow(InlineArray<3, Lanes>(repeating: .zero), convolution, address, dy, sums)
        case 5: addRow(InlineArray<5, Lanes>(repeating: .zero), convolution, address, dy, sums)
        default:
          for kx in 0..<convolution.window {
            addRow(
              InlineArray<1, Lanes>(repeating: .zero), convolution,
              address + kx * Lanes.scalarCount, dy, sums + kx * Lanes.scalarCount)
          }
        }
      }
    }
  }
}

/// Adds the products of a row of gradients with the pixels under some taps of one row of the window.
@inline(__always)
private func addRow<let taps: Int>(
  _ zeros: InlineArray<taps, Lanes>, _ convolution: MicroKernel.Depthwise,
  _ source: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
) {
  let step = convolution.stride * Lanes.scalarCount
  // Two sums for each tap: one would wait for itself.
  var (even, odd) = (zeros, zeros)
  var column = 0
  while column &+ 2 <= convolution.columns {
    let first = load(dy + column * convolution.channels, present: convolution.present)
    let second = load(dy + (column + 1) * convolution.channels, present: convolution.present)
    let place = source + column * step
    for tap in even.indices {
      even[tap] = even[tap].addingProduct(load(place + tap * Lanes.scalarCount), first)
      odd[tap] = odd[tap].addingProduct(load(place + step + tap * Lanes.scalarCount), second)
    }
    column &+= 2
  }
  if column < convolution.columns {
    let last = load(dy + column * convolution.channels, present: convolution.present)
    for tap in even.indices {
      even[tap] = even[tap].addingProduct(
        load(source + column * step + tap * Lanes.scalarCount), last)
    }
  }
  for tap in even.indices {
    let place = target + tap * Lanes.scalarCount
    (load(place) + (even[tap] + odd[tap])).store(to: place)
  }
}

/// Reads a register, or fewer numbers and zeros.
@inline(__always)
private func load(_ address: UnsafePointer<Float>, present: Int) -> Lanes {
  if present == Lanes.scalarCount { return load(address) }
  var lanes = Lanes.zero
  for lane in 0..<present { lanes[lane] = address[lane] }
  return lanes
}

/// Writes a register, or its first numbers.
@inline(__always)
private func store(_ lanes: Lanes, to address: UnsafeMutablePointer<Float>, present: Int) {
  if present == Lanes.scalarCount { return lanes.store(to: address) }
  for lane in 0..<present { address[lane] = lanes[lane] }
}
