// Runs on the caller's thread, any number of them at once.
// May not allocate, throw, or call out.
// Costs some 1200 vector instructions per eight steps; a step outside the domain below costs a scalar one.
//
// Eight steps at a time, in limbs of 52 bits. The domain that has vector form: prices in (0, 2^118),
// liquidity in (0, 2^112), the amount below 2^112 either way, fee below 1000000, and results below 2^118.
// Everything else, and every revert, goes through the scalar code. On top of the facts in v3_scalar.cpp, for
// L > 0:
//  7. Token 0 in: a reaches T exactly when ceil(L 2^96 P / (L 2^96 + a P)) <= T, as T is a whole number.
//  8. Token 1 in: a reaches T exactly when P + floor(a 2^96 / L) >= T, for the same reason.
//  9. Exact output reaches T when a + 1 > x / y (fact 2). Doubles decide that wherever the two sides differ
//     by more than 2^-40 of themselves, far beyond their error of 2^-49; the few closer ones go through the
//     scalar code.
// So one division gives the next price, and for inputs the answer to "was the target reached". In this domain
// a P + L 2^96 stays below 2^232, hence Solidity's coarser formula never applies. With S = L 2^44 |P - Q|,
// amount1 is S / 2^140 and amount0 is S 2^52 / (P Q): one product serves both.
#include "lanes52.h"
#include "paths.h"

namespace {

using Rows = Lanes[8];

// rows[i] word j -> rows[j] word i
inline void transpose(Rows& rows) {
    Rows pairs, quads;
    for (int i = 0; i < 8; i += 2) {
        pairs[i] = _mm512_unpacklo_epi64(rows[i], rows[i + 1]);
        pairs[i + 1] = _mm512_unpackhi_epi64(rows[i], rows[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        for (int odd = 0; odd < 2; odd++) {
            quads[i + odd] = _mm512_shuffle_i64x2(pairs[i + odd], pairs[i + odd + 2], 0x88);
            quads[i + odd + 2] = _mm512_shuffle_i64x2(pairs[i + odd], pairs[i + odd + 2], 0xdd);
        }
    }
    for (int i = 0; i < 4; i++) {
        rows[i] = _mm512_shuffle_i64x2(quads[i], quads[i + 4], 0x88);
        rows[i + 4] = _mm512_shuffle_i64x2(quads[i], quads[i + 4], 0xdd);
    }
}

inline void split(Lanes* limb, Lanes lo, Lanes hi) {
    const Lanes middle = _mm512_or_si512(_mm512_srli_epi64(lo, 52), _mm512_slli_epi64(hi, 12));
    limb[0] = _mm512_and_si512(lo, mask52());
    limb[1] = _mm512_and_si512(middle, mask52());
    limb[2] = _mm512_srli_epi64(hi, 40);
}

// four words of a number of three limbs
inline void join(Lanes* word, const Lanes* limb) {
    word[0] = _mm512_or_si512(limb[0], _mm512_slli_epi64(limb[1], 52));
    word[1] = _mm512_or_si512(_mm512_srli_epi64(limb[1], 12), _mm512_slli_epi64(limb[2], 40));
    word[2] = _mm512_srli_epi64(limb[2], 24);
    word[3] = all(0);
}

inline void select(Lanes* to, Mask take_b, const Lanes* a, const Lanes* b, int limbs) {
    for (int i = 0; i < limbs; i++)
        to[i] = _mm512_mask_mov_epi64(a[i], take_b, b[i]);
}

// a - b, normalised, with the sign in the top limb
inline void subtract_3(Lanes* difference, const Lanes* a, const Lanes* b) {
    for (int i = 0; i < 3; i++)
        difference[i] = _mm512_sub_epi64(a[i], b[i]);
    carry<3>(difference);
}

inline Mask is_negative(const Lanes* x) {
    return _mm512_movepi64_mask(x[2]);
}

inline Mask is_not_zero(const Lanes* x) {
    const Lanes any = _mm512_or_si512(_mm512_or_si512(x[0], x[1]), x[2]);
    return _mm512_test_epi64_mask(any, any);
}

// x[0..2] = a * k for a < 2^112 and k <= 2^20
inline void multiply_small(Lanes* x, const Lanes* a, Lanes k) {
    const Lanes zero = all(0);
    x[0] = add_low(zero, a[0], k);
    x[1] = add_low(add_high(zero, a[0], k), a[1], k);
    x[2] = add_low(add_high(zero, a[1], k), a[2], k);
    carry<3>(x);
}

// Where a quotient n / d may be too large to divide, or past every price; never where it is below 2^118,
// however the estimate is rounded. Written so that NaN counts as too large.
inline Mask too_large(Reals n, Reals d) {
    return static_cast<Mask>(~_mm512_cmp_pd_mask(n, _mm512_mul_pd(d, _mm512_set1_pd(0x1.4p118)), _CMP_LT_OQ));
}

struct Steps {
    Lanes current[3], target[3], liquidity[3], amount[3], fee; // amount is the absolute value
    Mask fits, exact_in;
};

struct Results {
    Lanes next[3], in[3], out[3], fee[3];
    Mask fits;
};

inline Steps load(const fastarb_swap_step* step, std::size_t count) {
    Rows prices, rest;
    for (std::size_t i = 0; i < 8; i++) {
        const Mask there = i < count ? 0xff : 0; // lanes past the end are zero, and so outside the domain
        const char* at = reinterpret_cast<const char*>(step) + i * sizeof *step;
        prices[i] = _mm512_maskz_loadu_epi64(there, i < count ? at : nullptr);
        rest[i] = _mm512_maskz_loadu_epi64(there, i < count ? at + 64 : nullptr);
    }
    transpose(prices);
    transpose(rest);
    Steps s;
    split(s.current, prices[0], prices[1]);
    split(s.target, prices[4], prices[5]);
    const Lanes sign = _mm512_srai_epi64(rest[3], 63);
    const Mask negative = _mm512_movepi64_mask(sign);
    s.exact_in = static_cast<Mask>(~negative);
    const Lanes borrow = _mm512_maskz_mov_epi64(_mm512_test_epi64_mask(rest[0], rest[0]), all(1));
    const Lanes lo = _mm512_mask_sub_epi64(rest[0], negative, all(0), rest[0]);
    const Lanes hi = _mm512_mask_sub_epi64(rest[1], negative, _mm512_sub_epi64(all(0), rest[1]), borrow);
    split(s.amount, lo, hi);
    split(s.liquidity, rest[4], rest[5]);
    s.fee = _mm512_and_si512(rest[6], all(0xffffffff));

    Lanes excess =
        _mm512_or_si512(_mm512_or_si512(prices[2], prices[3]), _mm512_or_si512(prices[6], prices[7]));
    const Lanes upper = _mm512_or_si512(_mm512_xor_si512(rest[2], sign), _mm512_xor_si512(rest[3], sign));
    excess = _mm512_or_si512(excess, upper);
    excess = _mm512_or_si512(excess, _mm512_srli_epi64(_mm512_or_si512(prices[1], prices[5]), 54));
    excess = _mm512_or_si512(excess, _mm512_srli_epi64(_mm512_or_si512(hi, rest[5]), 48));
    Mask fits = _mm512_testn_epi64_mask(excess, excess);
    fits = _mm512_mask_cmplt_epi64_mask(fits, s.fee, all(1000000));
    fits = static_cast<Mask>(fits & (s.exact_in | is_not_zero(s.amount))); // -2^128 has lost its top bit
    s.fits =
        static_cast<Mask>(fits & is_not_zero(s.current) & is_not_zero(s.target) & is_not_zero(s.liquidity));
    return s;
}

// x / 1000000 for x < 2^132, in place. With M = ceil(2^156 / 10^6) the product x M exceeds x 2^156 / 10^6 by
// less than 2^132, which is less than 2^156 / 10^6: floor(x M / 2^156), the upper three limbs, is the
// quotient.
inline void divide_by_million(Lanes* x) {
    const Lanes m[3] = {all(0x4938583621fb0), all(0x5ed8d36b4c7f3), all(0x10c6f7a0b)};
    Lanes product[6];
    multiply_3_by_3(product, x, m);
    for (int i = 0; i < 3; i++)
        x[i] = product[i + 3];
}

// The amount that moves the price: an input less its fee, an output as it is.
inline void moving_amount(Lanes* moving, const Steps& s) {
    multiply_small(moving, s.amount, _mm512_sub_epi64(all(1000000), s.fee));
    divide_by_million(moving);
    select(moving, s.exact_in, s.amount, moving, 3);
}

struct Reached {
    Mask yes, unknown;
};

// Fact 9; to_target is the distance of the prices.
inline Reached output_reaches(const Steps& s, Mask zero_for_one, const Lanes* to_target) {
    const Reals radix96 = _mm512_set1_pd(0x1p96);
    const Reals prices = _mm512_mul_pd(to_real<3>(s.current), to_real<3>(s.target));
    const Reals one_more = _mm512_add_pd(to_real<3>(s.amount), _mm512_set1_pd(1));
    const Reals left = _mm512_mul_pd(one_more, _mm512_mask_mov_pd(prices, zero_for_one, radix96));
    const Reals scale = _mm512_mask_mov_pd(radix96, zero_for_one, _mm512_set1_pd(1));
    const Reals right = _mm512_mul_pd(_mm512_mul_pd(to_real<3>(s.liquidity), to_real<3>(to_target)), scale);
    const Mask yes = _mm512_cmp_pd_mask(left, _mm512_mul_pd(right, _mm512_set1_pd(1 + 0x1p-40)), _CMP_GT_OQ);
    const Mask no = _mm512_cmp_pd_mask(left, _mm512_mul_pd(right, _mm512_set1_pd(1 - 0x1p-40)), _CMP_LT_OQ);
    return {yes, static_cast<Mask>(~(yes | no))};
}

// The next price if there were no target; inputs in beyond are past any target.
inline void next_price(Lanes* next, Mask* beyond, const Steps& s, Mask zero_for_one, const Lanes* moving,
                       const Lanes* liquidity44) {
    Lanes numerator0[7], numerator1[7], denominator0[6], denominator1[6];
    numerator0[0] = numerator1[0] = all(0);
    multiply_3_by_3(numerator0 + 1, liquidity44, s.current);
    shift_up<3, 44>(numerator1 + 1, moving);
    multiply_3_by_3(denominator0, moving, s.current);
    for (int i = 0; i < 3; i++) {

        numerator1[i + 4] = all(0);
        denominator1[i] = s.liquidity[i];
        denominator1[i + 3] = all(0);
    }
    for (int i = 0; i < 5; i++) { // L 2^96 + a P for inputs, L 2^96 - a P for outputs; the sixth limb stays 0
        const Lanes base = i >= 1 && i <= 3 ? liquidity44[i - 1] : all(0);
        const Lanes sum = plus(base, denominator0[i]);
        denominator0[i] = _mm512_mask_sub_epi64(sum, static_cast<Mask>(~s.exact_in), base, denominator0[i]);
    }
    carry<5>(denominator0);
    const Mask token0_moves = static_cast<Mask>(~(zero_for_one ^ s.exact_in));
    Lanes numerator[7], denominator[5];
    select(numerator, token0_moves, numerator1, numerator0, 7);
    select(denominator, token0_moves, denominator1, denominator0, 5);
    const Reals estimate = to_real<7>(numerator);
    *beyond = static_cast<Mask>(too_large(estimate, to_real<5>(denominator)) & ~zero_for_one & s.exact_in);
    const Mask up = static_cast<Mask>(zero_for_one | ~s.exact_in);
    Lanes quotient[3];
    to_limbs(quotient, divide<5, Rounds::ByMask>(numerator, estimate, denominator, up));
    const Mask add = static_cast<Mask>(~zero_for_one & s.exact_in);
    const Mask subtract = static_cast<Mask>(zero_for_one & ~s.exact_in);
    for (int i = 0; i < 3; i++) {
        next[i] = _mm512_mask_add_epi64(quotient[i], add, quotient[i], s.current[i]);
        next[i] = _mm512_mask_sub_epi64(next[i], subtract, s.current[i], quotient[i]);
    }
    carry<3>(next);
}

// Both amounts between two prices that are span apart: amount0 rounded up where it comes in, amount1 where it
// does.
inline void amounts(Results& r, const Steps& s, Mask zero_for_one, const Lanes* liquidity44,
                    const Lanes* span) {
    Lanes n[7], product[6];
    n[0] = all(0);
    multiply_3_by_3(n + 1, liquidity44, span);
    const Lanes* x = n + 1;
    Lanes amount1[3];
    for (int i = 0; i < 3; i++) {
        const Lanes above = _mm512_and_si512(_mm512_slli_epi64(x[i + 3], 16), mask52());
        amount1[i] = _mm512_or_si512(_mm512_srli_epi64(x[i + 2], 36), above);
    }
    Lanes cut = _mm512_or_si512(x[0], x[1]);
    cut = _mm512_or_si512(cut, _mm512_and_si512(x[2], all((std::int64_t{1} << 36) - 1)));
    const Mask inexact = _mm512_test_epi64_mask(cut, cut);
    amount1[0] =
        _mm512_mask_add_epi64(amount1[0], static_cast<Mask>(inexact & ~zero_for_one), amount1[0], all(1));
    carry<3>(amount1);

    multiply_3_by_3(product, s.current, r.next); // below 2^236, so the sixth limb is 0
    const Reals estimate = to_real<7>(n);
    r.fits = static_cast<Mask>(r.fits & ~too_large(estimate, to_real<5>(product)));
    Lanes amount0[3];
    to_limbs(amount0, divide<5, Rounds::ByMask>(n, estimate, product, zero_for_one));
    select(r.in, zero_for_one, amount1, amount0, 3);
    select(r.out, zero_for_one, amount0, amount1, 3);
}

// At the target, and for every exact output, the fee is in * fee / (1000000 - fee), rounded up; short of it,
// all that was not used.
inline void charge(Results& r, const Steps& s, Mask at_target) {
    subtract_3(r.fee, s.amount, r.in);
    const Mask on_input = static_cast<Mask>(at_target | ~s.exact_in);
    if ((on_input & r.fits) == 0) return;
    Lanes n[3], fee[3];
    const Lanes keep = _mm512_sub_epi64(all(1000000), s.fee);
    multiply_small(n, r.in, s.fee);
    const Reals estimate = to_real<3>(n);
    const Mask wide = too_large(estimate, to_real<1>(&keep));
    to_limbs(fee, divide<1, Rounds::ByMask>(n, estimate, &keep, 0xff));
    select(r.fee, on_input, r.fee, fee, 3);
    r.fits = static_cast<Mask>(r.fits & ~(wide & on_input));
}

// The distance of two prices, given which one is higher.
inline void distance(Lanes* span, Mask a_above, const Lanes* a, const Lanes* b) {
    Lanes forward[3], backward[3];
    subtract_3(forward, a, b);
    subtract_3(backward, b, a);
    select(span, a_above, backward, forward, 3);
}

inline Results swap_eight(const Steps& s) {
    Lanes moving[3], liquidity44[3], difference[3], span[3];
    moving_amount(moving, s);
    shift_up<3, 44>(liquidity44, s.liquidity);
    subtract_3(difference, s.current, s.target);
    const Mask zero_for_one = static_cast<Mask>(~is_negative(difference));

    Results r;
    Mask beyond;
    next_price(r.next, &beyond, s, zero_for_one, moving, liquidity44);
    subtract_3(difference, r.next, s.target);
    const Mask below = is_negative(difference);
    const Mask same = static_cast<Mask>(~is_not_zero(difference));
    const Mask above = static_cast<Mask>(~below & ~same);
    Mask at_target = static_cast<Mask>(same | (zero_for_one & below) | (~zero_for_one & above) | beyond);
    distance(span, zero_for_one, s.current, s.target);
    const Reached output = output_reaches(s, zero_for_one, span);
    at_target = static_cast<Mask>((at_target & s.exact_in) | (output.yes & ~s.exact_in));
    r.fits = static_cast<Mask>(s.fits & ~(output.unknown & ~s.exact_in));
    select(r.next, at_target, r.next, s.target, 3);

    distance(span, zero_for_one, s.current, r.next);
    amounts(r, s, zero_for_one, liquidity44, span);
    select(r.out, static_cast<Mask>(~s.exact_in & ~at_target), r.out, s.amount, 3); // fact 4
    charge(r, s, at_target);
    return r;
}

inline void store(fastarb_swap_step_result* result, std::uint8_t* status, const Results& r) {
    Rows first, second;
    join(first, r.next);
    join(first + 4, r.in);
    join(second, r.out);
    join(second + 4, r.fee);
    transpose(first);
    transpose(second);
    for (unsigned i = 0; i < 8; i++) {
        if ((r.fits >> i & 1) == 0) continue;
        char* to = reinterpret_cast<char*>(result) + i * sizeof *result;
        _mm512_storeu_si512(to, first[i]);
        _mm512_storeu_si512(to + 64, second[i]);
        status[i] = FASTARB_STEP_OK;
    }
}

} // namespace

fastarb_result fastarb::avx512::v3_swap_step(const fastarb_swap_step* step, fastarb_swap_step_result* result,
                                             uint8_t* status, size_t n) {
    if (n == 0) return FASTARB_OK;
    if (!step || !result || !status) return FASTARB_BAD_ARGUMENT;
    for (size_t i = 0; i < n; i += 8) {
        const size_t count = n - i < 8 ? n - i : 8;
        unsigned done = 0;
        if (count > 3) { // for fewer the scalar code is as fast
            const Steps s = load(step + i, count);
            if (s.fits != 0) {
                const Results r = swap_eight(s);
                store(result + i, status + i, r);
                done = r.fits;
            }
        }
        for (size_t lane = 0; lane < count; lane++)
            if ((done >> lane & 1) == 0)
                scalar::v3_swap_step(step + i + lane, result + i + lane, status + i + lane, 1);
    }
    return FASTARB_OK;
}
