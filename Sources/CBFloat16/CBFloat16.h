#pragma once

/* The instructions of AVX512_BF16 that Swift has no name for. */

#if defined(__AVX512BF16__)
#include <immintrin.h>

/// Adds the two products of each lane's pairs of bfloat16 to the lane's sum.
static inline __m512 bfloat16_adding_products(__m512 sum, __m512 a, __m512 b) {
  return _mm512_dpbf16_ps(sum, (__m512bh)a, (__m512bh)b);
}

/// Writes sixteen numbers as bfloat16, rounded to nearest, ties to even.
static inline void bfloat16_store(__m512 x, void *target) {
  _mm256_storeu_si256((__m256i *)target, (__m256i)_mm512_cvtneps_pbh(x));
}

/// Writes sixteen pairs of bfloat16, each of a number of `first` and one of `second`.
static inline void bfloat16_store_pairs(__m512 first, __m512 second, void *target) {
  __m512i lower = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(first));
  __m512i upper = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(second));
  _mm512_storeu_si512(target, _mm512_or_si512(lower, _mm512_slli_epi32(upper, 16)));
}

/// Writes eight pairs of bfloat16 of two rows of eight each.
static inline void bfloat16_interleave(const void *first, const void *second, void *target) {
  __m128i a = _mm_loadu_si128((const __m128i *)first);
  __m128i b = _mm_loadu_si128((const __m128i *)second);
  _mm_storeu_si128((__m128i *)target, _mm_unpacklo_epi16(a, b));
  _mm_storeu_si128((__m128i *)target + 1, _mm_unpackhi_epi16(a, b));
}
#endif
