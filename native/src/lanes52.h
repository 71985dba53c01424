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

[[maybe_unused]] inline Lanes nearest(Reals x) {
    return _mm512_cvt_roundpd_epi64(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
}

// product = a * b, three limbs each, normalised like its factors.
[[maybe_unused]] inline void multiply_3_by_3(Lanes* product, const Lanes* a, const Lanes* b) {
    for (int i = 0; i < 6; i++)
        product[i] = all(0);
    Lanes highs[6] = {all(0), all(0), all(0),
                      all(0), all(0), all(0)}; // a second chain, since each step waits
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            product[i + j] = add_low(product[i + j], a[i], b[j]);
            highs[i + j + 1] = add_high(highs[i + j + 1], a[i], b[j]);
        }
    }
    for (int i = 1; i < 6; i++)
        product[i] = plus(product[i], highs[i]);
    carry<6>(product);
}

// to[0..Limbs-1] = from << Bits, for a result that still fits
template <int Limbs, int Bits>
[[maybe_unused]] inline void shift_up(Lanes* to, const Lanes* from) {
    for (int i = Limbs - 1; i > 0; i--) {
        const Lanes kept = _mm512_and_si512(_mm512_slli_epi64(from[i], Bits), mask52());
        to[i] = _mm512_or_si512(kept, _mm512_srli_epi64(from[i - 1], 52 - Bits));
    }
    to[0] = _mm512_and_si512(_mm512_slli_epi64(from[0], Bits), mask52());
}

// A quotient below 2^119 as minus_high * -2^72 + minus_middle * -2^20 + low, signed digits.
struct Quotient {
    Lanes minus_high, minus_middle, low;
};

enum class Rounds { Down, ByMask };

// n / d, exactly, for 0 <= n / d < 2^119 and 0 < d < 2^(52 D - 20); n has D + 2 limbs and is overwritten.
// estimate is n as a double; lanes in up round up. Lanes that break the preconditions get garbage and harm
// nobody.
//
// Each digit is the rounded double product of the remainder and 1 / d; then the remainder is updated exactly.
// With u = 2^-53 and D <= 5 the estimate of a remainder has a relative error of at most 5u, 1 / d of at most
// 5u, the products add 2u: under 2^-49 altogether. Hence
//   high:   at most 2^47, off by 0.5 + 2^-2, so |remainder / d| <= 2^72 * 0.75;
//   middle: at most 2^51.6, off by 0.5 + 2^2.6, so |remainder / d| <= 2^20 * 7;
//   low:    at most 2^23, off by 0.5 + 2^-26, so |remainder / d| < 0.51: its sign completes the division.
// d << 20 still has D limbs, so the first two digits are one limb apart and share it.
template <int D, Rounds rounds>
[[maybe_unused]] inline Quotient divide(Lanes* n, Reals estimate, const Lanes* d, Mask up = 0) {
    Lanes shifted[D];
    shift_up<D, 20>(shifted, d);
    const Reals inverse =
        _mm512_div_pd(_mm512_set1_pd(-1), to_real<D>(d)); // negative: the digits are taken off
    Quotient q;
    q.minus_high = nearest(_mm512_mul_pd(estimate, _mm512_mul_pd(inverse, _mm512_set1_pd(0x1p-72))));
    if (_mm512_test_epi64_mask(q.minus_high, q.minus_high) !=
        0) { // quotients of 2^71 and more are rare for amounts
        add_digit<D>(n + 1, q.minus_high, shifted);
        n[D] =
            plus(n[D], _mm512_slli_epi64(n[D + 1], 52)); // the remainder has D + 1 limbs, so nothing is lost
        carry<D + 1>(n);
    }
    q.minus_middle =
        nearest(_mm512_mul_pd(to_real<D + 1>(n), _mm512_mul_pd(inverse, _mm512_set1_pd(0x1p-20))));
    add_digit<D>(n, q.minus_middle, shifted);
    n[D - 1] = plus(n[D - 1], _mm512_slli_epi64(n[D], 52)); // and now D
    n[D] = all(0);
    carry<D>(n);

    const Lanes minus_low = nearest(_mm512_mul_pd(to_real<D>(n), inverse));
    add_digit<D>(n, minus_low, d);
    n[D - 1] = plus(n[D - 1], _mm512_slli_epi64(n[D], 52));
    carry<D>(n);
    const Lanes below = _mm512_srai_epi64(n[D - 1], 63); // -1 where the remainder is negative
    q.low = _mm512_sub_epi64(all(0), minus_low);
    if constexpr (rounds == Rounds::Down) {
        q.low = plus(q.low, below);
    } else {
        Lanes any = n[0];
        for (int i = 1; i < D; i++)
            any = _mm512_or_si512(any, n[i]);
        const Mask negative = _mm512_movepi64_mask(below);
        const Mask positive = static_cast<Mask>(_mm512_test_epi64_mask(any, any) & ~negative);
        q.low = _mm512_mask_add_epi64(q.low, positive & up, q.low, all(1));
        q.low = _mm512_mask_sub_epi64(q.low, static_cast<Mask>(negative & ~up), q.low, all(1));
    }
    return q;
}

// The quotient in three limbs.
[[maybe_unused]] inline void to_limbs(Lanes* x, const Quotient& q) {
    const Lanes middle = _mm512_sub_epi64(all(0), q.minus_middle);
    const Lanes high = _mm512_sub_epi64(all(0), q.minus_high);
    x[0] = plus(_mm512_slli_epi64(_mm512_and_si512(middle, all(0xffffffff)), 20), q.low);
    x[1] = plus(_mm512_srai_epi64(middle, 32), _mm512_and_si512(_mm512_slli_epi64(high, 20), mask52()));
    x[2] = _mm512_srai_epi64(high, 32);
    carry<3>(x);
}

// lanes 0..count-1
[[maybe_unused]] inline Mask first_lanes(std::size_t count) {
    return static_cast<Mask>(count >= 8 ? 0xffu : (1u << count) - 1u);
}

} // namespace
