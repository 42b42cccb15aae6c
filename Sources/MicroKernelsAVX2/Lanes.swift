import MicroKernels

/// A register of AVX2.
typealias Lanes = SIMD8<Float>

/// Twelve sums, two registers of weights and one number of a row fill 15 of the 16 registers.
typealias Rows<Element> = InlineArray<6, Element>

/// The loops for processors with AVX2 and FMA.
package let microKernelAVX2 = MicroKernel.compiled
