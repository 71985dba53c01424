#include "oracle.h"

#include "big.h"

#include <cmath>

namespace oracle {
namespace {

const Big q96 = Big::power_of_two(96);
const Big word_limit = Big::power_of_two(256);
const Big fee_whole = 1000000;

struct Revert {};

void require(bool condition) {
    if (!condition) throw Revert{};
}

Big checked_add(const Big& a, const Big& b) {
    require(a + b < word_limit);
    return a + b;
}

Big to_uint160(const Big& x) {
    require(x.bit_length() <= 160);
    return x;
}

Big cast_uint160(const Big& x) {
    return modulo_power(x, 160);
}

// FullMath
Big mul_div(const Big& a, const Big& b, const Big& denominator) {
    require(denominator > Big(0));
    const Big quotient = a * b / denominator;
    require(quotient < word_limit);
    return quotient;
}

Big mul_div_rounding_up(const Big& a, const Big& b, const Big& denominator) {
    Big result = mul_div(a, b, denominator);
    if (a * b % denominator > Big(0)) result = checked_add(result, 1);
    return result;
}

// UnsafeMath; the callers' divisors are never 0
Big div_rounding_up(const Big& x, const Big& y) {
    return x / y + (x % y > Big(0) ? Big(1) : Big(0));
}

// SqrtPriceMath
Big next_from_amount0_rounding_up(const Big& price, const Big& liquidity, const Big& amount, bool add) {
    if (amount == Big(0)) return price;
    const Big numerator1 = liquidity << 96;
    const Big product = modulo_power(amount * price, 256);
    const bool product_fits = product / amount == price;
    if (add) {
        if (product_fits) {
            const Big denominator = modulo_power(numerator1 + product, 256);
            if (denominator >= numerator1)
                return cast_uint160(mul_div_rounding_up(numerator1, price, denominator));
        }
        return cast_uint160(div_rounding_up(numerator1, checked_add(numerator1 / price, amount)));
    }
    require(product_fits && numerator1 > product);
    return to_uint160(mul_div_rounding_up(numerator1, price, numerator1 - product));
}

Big next_from_amount1_rounding_down(const Big& price, const Big& liquidity, const Big& amount, bool add) {
    if (add) {
        const Big quotient =
            amount.bit_length() <= 160 ? (amount << 96) / liquidity : mul_div(amount, q96, liquidity);
        return to_uint160(checked_add(price, quotient));
    }
    const Big quotient = amount.bit_length() <= 160 ? div_rounding_up(amount << 96, liquidity)
                                                    : mul_div_rounding_up(amount, q96, liquidity);
    require(price > quotient);
    return price - quotient;
}

Big next_from_input(const Big& price, const Big& liquidity, const Big& amount, bool zero_for_one) {
    require(price > Big(0));
    require(liquidity > Big(0));
    return zero_for_one ? next_from_amount0_rounding_up(price, liquidity, amount, true)
                        : next_from_amount1_rounding_down(price, liquidity, amount, true);
}

Big next_from_output(const Big& price, const Big& liquidity, const Big& amount, bool zero_for_one) {
    require(price > Big(0));
    require(liquidity > Big(0));
    return zero_for_one ? next_from_amount1_rounding_down(price, liquidity, amount, false)
                        : next_from_amount0_rounding_up(price, liquidity, amount, false);
}

Big amount0_delta(Big a, Big b, const Big& liquidity, bool round_up) {
    if (a > b) std::swap(a, b);
    const Big numerator1 = liquidity << 96;
    const Big numerator2 = b - a;
    require(a > Big(0));
    return round_up ? div_rounding_up(mul_div_rounding_up(numerator1, numerator2, b), a)
                    : mul_div(numerator1, numerator2, b) / a;
}

Big amount1_delta(Big a, Big b, const Big& liquidity, bool round_up) {
    if (a > b) std::swap(a, b);
    return round_up ? mul_div_rounding_up(liquidity, b - a, q96) : mul_div(liquidity, b - a, q96);
}

// SwapMath
fastarb_swap_step_result compute_swap_step(const Big& current, const Big& target, const Big& liquidity,
                                           const Big& remaining, const Big& fee) {
    const bool zero_for_one = current >= target;
    const bool exact_in = remaining.bit_length() <= 255;
    const Big amount = exact_in ? remaining : modulo_power(word_limit - remaining, 256);
    Big next, in, out;
    if (exact_in) {
        const Big less_fee = mul_div(amount, fee_whole - fee, fee_whole);
        in = zero_for_one ? amount0_delta(target, current, liquidity, true)
                          : amount1_delta(current, target, liquidity, true);
        next = less_fee >= in ? target : next_from_input(current, liquidity, less_fee, zero_for_one);
    } else {
        out = zero_for_one ? amount1_delta(target, current, liquidity, false)
                           : amount0_delta(current, target, liquidity, false);
        next = amount >= out ? target : next_from_output(current, liquidity, amount, zero_for_one);
    }
    const bool max = target == next;
    if (!(max && exact_in))
        in = zero_for_one ? amount0_delta(next, current, liquidity, true)
                          : amount1_delta(current, next, liquidity, true);
    if (!(max && !exact_in))
        out = zero_for_one ? amount1_delta(next, current, liquidity, false)
                           : amount0_delta(current, next, liquidity, false);
    if (!exact_in && out > amount) out = amount;
    const Big fee_amount = exact_in && next != target ? modulo_power(amount + word_limit - in, 256)
                                                      : mul_div_rounding_up(in, fee, fee_whole - fee);
    return {next.to_u256(), in.to_u256(), out.to_u256(), fee_amount.to_u256()};
}

} // namespace

fastarb_u128 v2_amount_out(const fastarb_u128& reserve_in, const fastarb_u128& reserve_out,
                           const fastarb_u128& amount_in, uint32_t fee_pips) {
    const Big rin(reserve_in);
    const Big rout(reserve_out);
    const Big amount(amount_in);
    for (const Big& x : {rin, rout, amount})
        if (x == Big(0) || x.bit_length() > 112) return {0, 0};
    if (fee_pips >= 1000000) return {0, 0};
    const Big kept = amount * (fee_whole - Big(fee_pips));
    return (kept * rout / (rin * fee_whole + kept)).to_u128();
}

SwapStep v3_swap_step(const fastarb_swap_step& step) {
    const Big current(step.sqrt_price_current);
    const Big target(step.sqrt_price_target);
    if (current.bit_length() > 160 || target.bit_length() > 160 || step.fee_pips > 1000000)
        return {FASTARB_STEP_BAD_INPUT, {}};
    try {
        return {FASTARB_STEP_OK, compute_swap_step(current, target, Big(step.liquidity),
                                                   Big(step.amount_remaining), Big(step.fee_pips))};
    } catch (Revert) {
        return {FASTARB_STEP_REVERTED, {}};
    }
}

Optimum moebius_optimum(const double* reserve_in, const double* reserve_out, const double* keep,
                        size_t legs) {
    double a = 1, b = 1, c = 0;
    for (size_t i = 0; i < legs; i++) {
        const double kept_out = keep[i] * reserve_out[i];
        const double kept_a = keep[i] * a;
        const double old_c = reserve_in[i] * c;
        c = old_c + kept_a;
        a = kept_out * a;
        b = reserve_in[i] * b;
    }
    const double sum = std::sqrt(a) + std::sqrt(b);
    const double d = (a - b) / sum;
    const double e = d / c;
    const Optimum best{std::sqrt(b) * e, d * e};
    const bool good = a > b && c > 0 && std::isfinite(best.amount_in) && std::isfinite(best.profit);
    return good ? best : Optimum{0, 0};
}

} // namespace oracle
