// Eight numbers side by side, in limbs of 52 bits: what the AVX-512 IFMA instructions multiply.
// A normalised number has limbs in [0, 2^52), except that the top limb of a signed number keeps the sign.
// Everything is in an anonymous namespace on purpose, see wide.h.
#pragma once

#include <cstdint>
#include <immintrin.h>

namespace {

using Lanes = __m512i; // eight 64-bit integers
using Reals = __m512d;
using Mask = __mmask8;

[[maybe_unused]] inline Lanes all(std::int64_t x) {
    return _mm512_set1_epi64(x);
}

[[maybe_unused]] inline Lanes mask52() {
    return all((std::int64_t{1} << 52) - 1);
}

// sum + low or high 52 bits of the product; both factors are taken modulo 2^52.
[[maybe_unused]] inline Lanes add_low(Lanes sum, Lanes a, Lanes b) {
    return _mm512_madd52lo_epu64(sum, a, b);
}

[[maybe_unused]] inline Lanes add_high(Lanes sum, Lanes a, Lanes b) {
    return _mm512_madd52hi_epu64(sum, a, b);
}

[[maybe_unused]] inline Lanes plus(Lanes a, Lanes b) {
    return _mm512_add_epi64(a, b);
}

// Moves what exceeds 52 bits one limb up, borrows included.
template <int Limbs>
[[maybe_unused]] inline void carry(Lanes* x) {
    for (int i = 0; i + 1 < Limbs; i++) {
        x[i + 1] = plus(x[i + 1], _mm512_srai_epi64(x[i], 52));
        x[i] = _mm512_and_si512(x[i], mask52());
    }
}

// A normalised number as a double, relative error at most (Limbs - 1) * 2^-53, negative ones too: Horner from
// the top cancels the sign against the next limbs exactly, and once a step has rounded, its value is at least
// 2^53 and the limbs below are smaller than its last bit times 2^52.
template <int Limbs>
[[maybe_unused]] inline Reals to_real(const Lanes* x) {
    const Reals radix = _mm512_set1_pd(0x1p52);
    Reals sum = _mm512_cvtepi64_pd(x[Limbs - 1]);
    for (int i = Limbs - 2; i >= 0; i--)
        sum = _mm512_fmadd_pd(sum, radix, _mm512_cvtepi64_pd(x[i]));
    return sum;
}

// x += digit * d for a signed digit, -2^52 < digit < 2^52, and a normalised d >= 0; x is not normalised
// afterwards. IFMA sees a negative digit as digit + 2^52, so that 2^52 * d has to go again.
template <int Limbs>
[[maybe_unused]] inline void add_digit(Lanes* x, Lanes digit, const Lanes* d) {
    const Mask negative = _mm512_movepi64_mask(digit);
    for (int i = 0; i < Limbs; i++) {
        x[i] = add_low(x[i], digit, d[i]);
        x[i + 1] = add_high(x[i + 1], digit, d[i]);
        x[i + 1] = _mm512_mask_sub_epi64(x[i + 1], negative, x[i + 1], d[i]);
    }
}

// lanes 0..count-1
[[maybe_unused]] inline Mask first_lanes(std::size_t count) {
    return static_cast<Mask>(count >= 8 ? 0xffu : (1u << count) - 1u);
}

} // namespace
