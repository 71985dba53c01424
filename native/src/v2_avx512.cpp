// Runs on the caller's thread, any number of them at once.
// May not allocate, throw, call out, or branch on anything but the size of a whole group of eight.
// Costs some 250 vector instructions per eight quotes, one of them a division.
#include "lanes52.h"
#include "paths.h"

namespace {

struct Words {
    Lanes lo, hi;
};

inline Words load_u128(const fastarb_u128* from, std::size_t count) {
    const Lanes first = _mm512_maskz_loadu_epi64(first_lanes(2 * count), from);
    const Lanes second = count > 4 ? _mm512_maskz_loadu_epi64(first_lanes(2 * count - 8), from + 4) : all(0);
    return {_mm512_permutex2var_epi64(first, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), second),
            _mm512_permutex2var_epi64(first, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), second)};
}

inline void store_u128(fastarb_u128* to, Words x, std::size_t count) {
    const Lanes first = _mm512_permutex2var_epi64(x.lo, _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), x.hi);
    const Lanes second = _mm512_permutex2var_epi64(x.lo, _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15), x.hi);
    _mm512_mask_storeu_epi64(to, first_lanes(2 * count), first);
    if (count > 4) _mm512_mask_storeu_epi64(to + 4, first_lanes(2 * count - 8), second);
}

// Three limbs of a number below 2^112 (of its low 116 bits, for the lanes that are refused anyway).
inline void split(Lanes* limb, Words x) {
    const Lanes middle = _mm512_or_si512(_mm512_srli_epi64(x.lo, 52), _mm512_slli_epi64(x.hi, 12));
    limb[0] = _mm512_and_si512(x.lo, mask52());
    limb[1] = _mm512_and_si512(middle, mask52());
    limb[2] = _mm512_srli_epi64(x.hi, 40);
}

// x[0..2] += a * k for a < 2^112 and k <= 2^20
inline void add_product(Lanes* x, const Lanes* a, Lanes k) {
    x[0] = add_low(x[0], a[0], k);
    x[1] = add_low(add_high(x[1], a[0], k), a[1], k);
    x[2] = add_low(add_high(x[2], a[1], k), a[2], k);
}

// n[0..4] = a * b, normalised; the product is below 2^244.
inline void multiply(Lanes* n, const Lanes* a, const Lanes* b) {
    const Lanes zero = all(0);
    n[0] = add_low(zero, a[0], b[0]);
    n[1] = add_low(add_high(zero, a[0], b[0]), a[0], b[1]);
    n[2] = add_low(add_high(zero, a[0], b[1]), a[0], b[2]);
    n[3] = add_low(add_high(zero, a[0], b[2]), a[1], b[2]);
    n[4] = add_low(add_high(zero, a[1], b[2]), a[2], b[2]);
    const Lanes n1 = add_low(zero, a[1], b[0]);
    const Lanes n2 = add_low(add_high(zero, a[1], b[0]), a[1], b[1]);
    const Lanes n3 = add_high(zero, a[1], b[1]);
    n[1] = plus(n[1], n1);
    n[2] = plus(n[2], add_low(n2, a[2], b[0]));
    n[3] = plus(n[3], add_low(add_high(n3, a[2], b[0]), a[2], b[1]));
    n[4] = add_high(n[4], a[2], b[1]);
    carry<5>(n);
}

inline Words to_words(const Quotient& q) {
    const Lanes middle = _mm512_sub_epi64(_mm512_srai_epi64(q.low, 20), q.minus_middle);
    return {_mm512_or_si512(_mm512_slli_epi64(middle, 20), _mm512_and_si512(q.low, all(0xfffff))),
            _mm512_sub_epi64(_mm512_srai_epi64(middle, 44), _mm512_slli_epi64(q.minus_high, 8))};
}

inline Mask has_quote(Words rin, Words rout, Words amount, Lanes fee) {
    const Lanes high_bits = all(static_cast<std::int64_t>(0xffff000000000000u));
    const Lanes highs = _mm512_or_si512(_mm512_or_si512(rin.hi, rout.hi), amount.hi);
    Mask good = _mm512_testn_epi64_mask(highs, high_bits);
    good = _mm512_mask_cmplt_epi64_mask(good, fee, all(1000000));
    const Words words[3] = {rin, rout, amount};
    for (const Words& x : words) {
        const Lanes any = _mm512_or_si512(x.lo, x.hi);
        good = _mm512_mask_test_epi64_mask(good, any, any);
    }
    return good;
}

} // namespace

fastarb_result fastarb::avx512::v2_amount_out(const fastarb_u128* reserve_in, const fastarb_u128* reserve_out,
                                              const fastarb_u128* amount_in, const uint32_t* fee_pips,
                                              fastarb_u128* amount_out, size_t n) {
    if (n == 0) return FASTARB_OK;
    if (!reserve_in || !reserve_out || !amount_in || !fee_pips || !amount_out) return FASTARB_BAD_ARGUMENT;
    for (size_t i = 0; i < n; i += 8) {
        const size_t count = n - i < 8 ? n - i : 8;
        const Words rin = load_u128(reserve_in + i, count);
        const Words rout = load_u128(reserve_out + i, count);
        const Words amount = load_u128(amount_in + i, count);
        const Lanes fee = _mm512_cvtepu32_epi64(_mm256_maskz_loadu_epi32(first_lanes(count), fee_pips + i));
        const Mask good = has_quote(rin, rout, amount, fee);

        Lanes in[3], out[3], a[3];
        split(in, rin);
        split(out, rout);
        split(a, amount);
        Lanes kept[3] = {all(0), all(0), all(0)};
        add_product(kept, a, _mm512_sub_epi64(all(1000000), fee));
        carry<3>(kept);
        Lanes den[3] = {kept[0], kept[1], kept[2]};
        add_product(den, in, all(1000000));
        carry<3>(den);
        Lanes num[5];
        multiply(num, kept, out);
        const Reals estimate = _mm512_mul_pd(to_real<3>(kept), to_real<3>(out));

        Words q = to_words(divide<3, Rounds::Down>(num, estimate, den)); // den < 2^133, quotient < 2^112
        q.lo = _mm512_maskz_mov_epi64(good, q.lo);
        q.hi = _mm512_maskz_mov_epi64(good, q.hi);
        store_u128(amount_out + i, q, count);
    }
    return FASTARB_OK;
}
