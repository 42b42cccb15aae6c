import MicroKernels

/// A register of AVX-512.
typealias Lanes = SIMD16<Float>

/// Sixteen sums of 32 registers; multiplications read the word of a row from memory.
typealias Rows<Element> = InlineArray<8, Element>

/// The loops for processors with AVX512_BF16, which multiply twice as many numbers at a time.
package let microKernelBFloat16 = MicroKernel.compiled
