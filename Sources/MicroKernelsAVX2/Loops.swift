import CLinux
import MicroKernels

// This file is compiled once for each kind of processor, through symbolic links. Each module adds its
// own `Lanes` and `Rows` (the registers) and `Factors` (what is multiplied). The loops over rows have
// constant bounds and are unrolled, so that every sum has a register of its own.
// No function may be inlined: its callers are compiled for processors without these registers.

extension MicroKernel {
  /// The micro-kernel whose microtile is `Rows` by two registers of `Lanes`.
  static var compiled: MicroKernel {
    MicroKernel(
      rows: Rows<Lanes>(repeating: .zero).count, columns: 2 * Lanes.scalarCount,
      factorsPerWord: Factors.perWord, multiply: { multiplyLoop($0) },
      accumulate: { accumulateLoop($0) }, pack: { packLoop($0) },
      transformTile: { tileTransformLoop($0) }, depthwise: { depthwiseLoop($0) },
      depthwiseWeight: { depthwiseWeightLoop($0) }, peakLoop: { peakLoopBody($0) })
  }
}

@inline(never)
private func multiplyLoop(_ product: MicroKernel.Product) {
  let width = Lanes.scalarCount
  // Sixteen steps are enough for a line from memory to arrive.
  let ahead = 32 * width
  for microtile in 0..<product.microtiles {
    var sources = Rows<UnsafePointer<Float>>(repeating: product.source)
    var targets = Rows<UnsafeMutablePointer<Float>>(repeating: product.target)
    var left = Rows<Lanes>(repeating: .zero)
    var right = Rows<Lanes>(repeating: .zero)
    for row in sources.indices {
      sources[row] += Int(product.sourceOffsets[microtile &* sources.count &+ row])
      targets[row] += Int(product.targetOffsets[microtile &* sources.count &+ row])
    }
    switch product.start {
    case .zero: break
    case .bias:
      left = Rows(repeating: load(product.bias))
      right = Rows(repeating: load(product.bias + width))
    case .target:
      for row in targets.indices {
        left[row] = load(targets[row])
        right[row] = load(targets[row] + width)
      }
    }
    var panel = product.panel
    for _ in 0..<product.segments {
      var k = 0
      // Four steps at a time: counting them would take a tenth of the instructions.
      while k &+ 4 <= product.run {
        for line in stride(from: 0, to: 8 * width, by: 16) { system_prefetch(panel + ahead + line) }
        add(panel, to: &left, &right) { sources[$0][k] }
        add(panel + 2 * width, to: &left, &right) { sources[$0][k &+ 1] }
        add(panel + 4 * width, to: &left, &right) { sources[$0][k &+ 2] }
        add(panel + 6 * width, to: &left, &right) { sources[$0][k &+ 3] }
        panel += 8 * width
        k &+= 4
      }
      while k < product.run {
        add(panel, to: &left, &right) { sources[$0][k] }
        panel += 2 * width
        k &+= 1
      }
      for row in sources.indices { sources[row] += product.segmentStride }
    }
    if product.slope != 1 {
      for row in left.indices {
        left[row] = rectified(left[row], slope: product.slope)
        right[row] = rectified(right[row], slope: product.slope)
      }
    }
    if product.limit < .infinity {
      let limits = Lanes(repeating: product.limit)
      for row in left.indices {
        left[row] = limited(left[row], limits)
        right[row] = limited(right[row], limits)
      }
    }
    for row in targets.indices {
      left[row].store(to: targets[row])
      right[row].store(to: targets[row] + width)
    }
  }
}

/// Adds the products of one word for each row with two registers of a panel.
@inline(__always)
private func add(
  _ panel: UnsafePointer<Float>, to left: inout Rows<Lanes>, _ right: inout Rows<Lanes>,
  _ word: (_ row: Int) -> Float
) {
  let (first, second) = (load(panel), load(panel + Lanes.scalarCount))
  for row in left.indices {
    let word = Lanes(repeating: word(row))
    left[row] = Factors.adding(word, first, to: left[row])
    right[row] = Factors.adding(word, second, to: right[row])
  }
}

@inline(never)
private func accumulateLoop(_ sum: MicroKernel.OuterProducts) {
  let width = Lanes.scalarCount
  var left = Rows<Lanes>(repeating: .zero)
  var right = Rows<Lanes>(repeating: .zero)
  let rows = left.count
  var source = sum.source
  var position = 0
  while position &+ 2 <= sum.count {
    let (first, second) = (Int(sum.panelOffsets[position]), Int(sum.panelOffsets[position &+ 1]))
    add(sum.panel + first, to: &left, &right) { source[$0] }
    add(sum.panel + second, to: &left, &right) { source[rows &+ $0] }
    source += 2 * rows
    position &+= 2
  }
  if position < sum.count {
    add(sum.panel + Int(sum.panelOffsets[position]), to: &left, &right) { source[$0] }
  }
  // All of the target is read before any is written: a row may be listed several times.
  if sum.accumulating {
    for row in left.indices {
      let target = sum.target + Int(sum.targetOffsets[row])
      left[row] += load(target)
      right[row] += load(target + width)
    }
  }
  for row in left.indices {
    let target = sum.target + Int(sum.targetOffsets[row])
    left[row].store(to: target)
    right[row].store(to: target + width)
  }
}

@inline(never)
private func packLoop(_ packing: MicroKernel.Packing) {
  let rows = Rows<Lanes>(repeating: .zero).count
  for word in 0..<packing.count {
    Factors.pack(
      packing.source + word * packing.stride, distance: packing.distance,
      to: packing.target + word * rows)
  }
}

@inline(never)
private func peakLoopBody(_ rounds: Int) -> Float {
  let (start, factor) = (Lanes(repeating: Float(rounds)), Lanes(repeating: 0.5))
  var left = Rows<Lanes>(repeating: .zero)
  var right = Rows<Lanes>(repeating: .one)
  for _ in 0..<rounds {
    for row in left.indices {
      left[row] = Factors.adding(start, factor, to: left[row])
      right[row] = Factors.adding(start, factor, to: right[row])
    }
  }
  var sum = Lanes.zero
  for row in left.indices { sum += left[row] + right[row] }
  return sum.sum()
}

@inline(__always)
func load(_ address: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(address).loadUnaligned(as: Lanes.self)
}

extension Lanes {
  @inline(__always)
  func store(to address: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(address).storeBytes(of: self, as: Lanes.self)
  }
}

@inline(__always)
func rectified(_ x: Lanes, slope: Float) -> Lanes {
  (x * slope).replacing(with: x, where: x .> 0)
}

/// The lesser of two numbers in each lane.
///
/// Both are registers: compared with a single number, the lanes would be taken one by one.
@inline(__always)
func limited(_ x: Lanes, _ limits: Lanes) -> Lanes {
  x.replacing(with: limits, where: x .> limits)
}
