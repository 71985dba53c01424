// Runs on the caller's thread, any number of them at once.
// May not allocate, throw, call out, or read an input twice.
// Costs two long divisions per step: amounts are compared by multiplying, and divided when they count.
//
// It gives what SwapMath.computeSwapStep of v3-core gives, with fewer operations. The facts that make the
// others unnecessary, for P the current, T the target and Q the next price, L the liquidity and a the
// amount that moves the price:
//  1. Rounding twice in one direction is rounding once: ceil(ceil(x / B) / A) = ceil(x / (A B)), floor
//     likewise.
//  2. "a reaches the target" needs no division: a >= ceil(x / y) is a y >= x, and a >= floor(x / y) is
//     (a + 1) y > x.
//  3. When a does not reach the target, the exact next price lies strictly between P and T, and Solidity
//     rounds it onto T at most. So the require in getNextSqrtPriceFromAmount0RoundingUp (removing), the
//     overflows in getNextSqrtPriceFromAmount1RoundingDown and both toUint160 cannot fail, except for Q = 0
//     when T = 0.
//  4. Exact output, target not reached: the price is rounded away from P, so the amount out comes to at
//     least a and is capped to a. When Q = T happens by rounding, the cap does the same. So it is a in
//     every such case.
//  5. With L = 0 both amounts to the target are 0, so the target is always reached and nothing is divided
//     by L.
//  6. P = 0 always reverts: either amount0 divides by it, or the next price requires it to be positive.
#include "paths.h"
#include "wide.h"

namespace {

struct StepResult {
    Wide<4> next, in, out, fee;
};

// amount0 between two prices is numerator / product; both kept, since most uses only compare.
template <int W>
struct Amount0 {
    Wide<6> numerator;                     // L (upper - lower) 2^96
    Wide<(2 * W < 5 ? 2 * W : 5)> product; // upper * lower, below 2^320
};

template <int W>
inline Amount0<W> amount0(const Wide<W>& lower, const Wide<W>& upper, const Wide<2>& liquidity) {
    Wide<W> span = upper;
    subtract_from(span, lower);
    Amount0<W> a;
    a.numerator = shift_left_96<6>(multiply(liquidity, span));
    a.product = resize<(2 * W < 5 ? 2 * W : 5)>(multiply(lower, upper));
    return a;
}

template <int W>
inline Wide<4> quotient(const Amount0<W>& a, Rounding rounding) {
    return divide<4>(a.numerator, a.product, rounding);
}

// L (upper - lower) / 2^96
template <int W>
inline Wide<4> amount1(const Wide<W>& lower, const Wide<W>& upper, const Wide<2>& liquidity,
                       Rounding rounding) {
    Wide<W> span = upper;
    subtract_from(span, lower);
    const Wide<W + 2> x = multiply(liquidity, span);
    Wide<4> y{};
#pragma GCC unroll 8
    for (int i = 0; i + 1 < W + 2; i++)
        y.w[i] = x.w[i + 1] >> 32 | (i + 2 < W + 2 ? x.w[i + 2] << 32 : 0);
    if (rounding == Rounding::Up && (x.w[0] | x.w[1] << 32) != 0) increment(y);
    return y;
}

// Token 0 comes in: ceil(L 2^96 P / (L 2^96 + a P)), or the coarser formula where that denominator overflows
// 256 bits.
template <int W, int M>
inline Wide<W> next_after_input0(const Wide<W>& price, const Wide<2>& liquidity, const Wide<M>& amount) {
    const Wide<4> numerator = shift_left_96<4>(liquidity);
    const Wide<W + M> product = multiply(amount, price);
    bool wide = false;
    if constexpr (W + M > 4)
        for (int i = 4; i < W + M; i++)
            wide |= product.w[i] != 0;
    Wide<4> denominator = resize<4>(product);
    wide |= add_to(denominator, numerator);
    if (wide) [[unlikely]] {
        Wide<4> sum = divide<4>(numerator, price, Rounding::Down);
        add_to(sum, resize<4>(amount));
        return divide<W>(numerator, sum, Rounding::Up);
    }
    return divide<W>(shift_left_96<6>(multiply(liquidity, price)), denominator, Rounding::Up);
}

// Token 0 goes out: ceil(L 2^96 P / (L 2^96 - a P)), whose denominator is positive by fact 3.
template <int W, int M>
inline Wide<W> next_after_output0(const Wide<W>& price, const Wide<2>& liquidity, const Wide<M>& amount) {
    Wide<4> denominator = shift_left_96<4>(liquidity);
    subtract_from(denominator, resize<4>(multiply(amount, price)));
    return divide<W>(shift_left_96<6>(multiply(liquidity, price)), denominator, Rounding::Up);
}

// How far the amount of token 1 moves the price: a 2^96 / L, below 2^160 by fact 3.
template <int W, int M>
inline Wide<W> price_move1(const Wide<2>& liquidity, const Wide<M>& amount, Rounding rounding) {
    return divide<W>(shift_left_96<M + 2>(amount), liquidity, rounding);
}

// x * fee / keep, rounded up
template <int M>
inline Wide<4> fee_on(const Wide<M>& x, u64 fee, u64 keep) {
    return divide<4>(multiply(x, Wide<1>{{fee}}), Wide<1>{{keep}}, Rounding::Up);
}

template <int W>
struct StepInput {
    Wide<W> current, target; // current != 0
    Wide<2> liquidity;
    u64 fee;
};

constexpr u64 fee_whole = 1000000;

// Token 0 comes in: amount_in = ceil(numerator / product) for the price reached. It is at most the amount a
// that was spent, and nearly always equal to it, which a multiplication can tell: a y - x < y.
template <int W, int M>
inline Wide<4> input0_for(const Amount0<W>& moved, const Wide<M>& spendable) {
    auto excess = multiply(moved.product, spendable);
    using Product = decltype(excess);
    subtract_from(excess, resize<Product::limbs>(moved.numerator));
    if (less(excess, resize<Product::limbs>(moved.product))) return resize<4>(spendable);
    return quotient(moved, Rounding::Up);
}

// W price limbs and M amount limbs; false is a revert.
template <int W, int M>
inline bool exact_input(const StepInput<W>& s, bool zero_for_one, const Wide<M>& amount, StepResult& r) {
    const Wide<M> spendable = resize<M>(
        divide<M>(multiply(amount, Wide<1>{{fee_whole - s.fee}}), Wide<1>{{fee_whole}}, Rounding::Down));
    Wide<W> next = s.target;
    bool at_target;
    if (zero_for_one) {
        if (is_zero(s.target)) return false;
        const Amount0<W> whole = amount0(s.target, s.current, s.liquidity);
        const auto covered = multiply(whole.product, spendable);
        at_target = !less(covered, resize<decltype(covered)::limbs>(whole.numerator));
        if (!at_target) {
            next = next_after_input0(s.current, s.liquidity, spendable);
            at_target = equal(next, s.target);
        }
        if (at_target)
            r.in = quotient(whole, Rounding::Up);
        else
            r.in = input0_for(amount0(next, s.current, s.liquidity), spendable);
        r.out = amount1(next, s.current, s.liquidity, Rounding::Down);
    } else {
        r.in = amount1(s.current, s.target, s.liquidity, Rounding::Up);
        at_target = !less(resize<4>(spendable), r.in);
        if (!at_target) {
            next = s.current;
            add_to(next, price_move1<W>(s.liquidity, spendable, Rounding::Down));
            at_target = equal(next, s.target);
            r.in = amount1(s.current, next, s.liquidity, Rounding::Up);
        }
        r.out = quotient(amount0(s.current, next, s.liquidity), Rounding::Down);
    }
    r.next = resize<4>(next);
    if (at_target) {
        if (s.fee == fee_whole) return false;
        r.fee = fee_on(r.in, s.fee, fee_whole - s.fee);
    } else {
        r.fee = resize<4>(amount);
        subtract_from(r.fee, r.in);
    }
    return true;
}

// The same for an amount that is to come out.
template <int W, int M>
inline bool exact_output(const StepInput<W>& s, bool zero_for_one, const Wide<M>& amount, StepResult& r) {
    if (s.fee == fee_whole) return false; // the fee divides by 0
    Wide<W> next = s.target;
    if (zero_for_one) {
        r.out = amount1(s.target, s.current, s.liquidity, Rounding::Down);
        if (less(resize<4>(amount), r.out)) {
            r.out = resize<4>(amount);
            next = s.current;
            subtract_from(next, price_move1<W>(s.liquidity, amount, Rounding::Up));
        }
        if (is_zero(next)) return false;
        r.in = quotient(amount0(next, s.current, s.liquidity), Rounding::Up);
    } else {
        const Amount0<W> whole = amount0(s.current, s.target, s.liquidity);
        auto covered = multiply(whole.product, amount);
        using Product = decltype(covered);
        add_to(covered, resize<Product::limbs>(whole.product));
        if (less(resize<Product::limbs>(whole.numerator), covered)) {
            r.out = quotient(whole, Rounding::Down);
        } else {
            r.out = resize<4>(amount);
            next = next_after_output0(s.current, s.liquidity, amount);
        }
        r.in = amount1(s.current, next, s.liquidity, Rounding::Up);
    }
    r.next = resize<4>(next);
    r.fee = fee_on(r.in, s.fee, fee_whole - s.fee);
    return true;
}

template <int W, int M>
inline bool step_of_width(const Wide<4>& current, const Wide<4>& target, const Wide<4>& amount, bool exact_in,
                          const Wide<2>& liquidity, u64 fee, StepResult& r) {
    const StepInput<W> s{resize<W>(current), resize<W>(target), liquidity, fee};
    const bool zero_for_one = !less(current, target);
    return exact_in ? exact_input<W, M>(s, zero_for_one, resize<M>(amount), r)
                    : exact_output<W, M>(s, zero_for_one, resize<M>(amount), r);
}

// Answers the status; the result counts for FASTARB_STEP_OK only.
inline std::uint8_t swap_step(const fastarb_swap_step& step, StepResult& r) {
    Wide<4> current, target, amount;
    std::memcpy(&current, &step.sqrt_price_current, sizeof current);
    std::memcpy(&target, &step.sqrt_price_target, sizeof target);
    std::memcpy(&amount, &step.amount_remaining, sizeof amount);
    const Wide<2> liquidity{{step.liquidity.lo, step.liquidity.hi}};
    const bool too_wide = (current.w[3] | target.w[3] | current.w[2] >> 32 | target.w[2] >> 32) != 0;
    if (too_wide || step.fee_pips > fee_whole) return FASTARB_STEP_BAD_INPUT;
    if (is_zero(current)) return FASTARB_STEP_REVERTED;

    const bool exact_in = amount.w[3] >> 63 == 0;
    if (!exact_in) {
        Wide<4> negated{};
        subtract_from(negated, amount); // -2^255 stays 2^255, as in Solidity
        amount = negated;
    }
    const bool narrow = (current.w[2] | target.w[2] | amount.w[2] | amount.w[3]) == 0;
    const bool done =
        narrow ? step_of_width<2, 2>(current, target, amount, exact_in, liquidity, step.fee_pips, r)
               : step_of_width<3, 4>(current, target, amount, exact_in, liquidity, step.fee_pips, r);
    return done ? FASTARB_STEP_OK : FASTARB_STEP_REVERTED;
}

} // namespace

fastarb_result fastarb::scalar::v3_swap_step(const fastarb_swap_step* step, fastarb_swap_step_result* result,
                                             uint8_t* status, size_t n) {
    if (n == 0) return FASTARB_OK;
    if (!step || !result || !status) return FASTARB_BAD_ARGUMENT;
    for (size_t i = 0; i < n; i++) {
        fastarb_swap_step input;
        std::memcpy(&input, step + i, sizeof input); // pointers need no alignment
        StepResult r;
        const uint8_t answer = swap_step(input, r);
        if (answer != FASTARB_STEP_OK) r = {};
        status[i] = answer;
        static_assert(sizeof r == sizeof *result);
        std::memcpy(result + i, &r, sizeof r);
    }
    return FASTARB_OK;
}
