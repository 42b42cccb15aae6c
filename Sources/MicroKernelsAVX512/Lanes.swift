import MicroKernels

/// A register of AVX-512.
typealias Lanes = SIMD16<Float>

/// Sixteen sums of 32 registers; multiplications read the number of a row from memory.
typealias Rows<Element> = InlineArray<8, Element>

/// The loops for processors with AVX-512.
package let microKernelAVX512 = MicroKernel.compiled
