// Runs on the caller's thread, any number of them at once.
// May not allocate, throw, call out, or read an input twice.
// Costs two hardware divisions and a dozen multiplications per quote.
#include "paths.h"
#include "wide.h"

namespace {

constexpr u64 fee_base = 1000000;

// num[0..3] / den[0..N-1] for a quotient below 2^112 and den[N-1] != 0.
template <int N>
inline fastarb_u128 v2_quotient(const u64* num, const u64* den) {
    const int shift = std::countl_zero(den[N - 1]);
    u64 v[N + 1];
    u64 u[5];
    shift_left<N>(v, den, shift);
    shift_left<4>(u, num, shift);
    fastarb_u128 q;
    // quotient < 2^112, so limbs above N + 1 are 0 and the first digit's precondition holds
    q.hi = (u[N + 1] | u[N]) == 0 ? 0 : divide_digit<N>(u + 1, v);
    q.lo = divide_digit<N>(u, v);
    return q;
}

inline fastarb_u128 v2_quote(fastarb_u128 rin, fastarb_u128 rout, fastarb_u128 amount,
                             std::uint32_t fee_pips) {
    const bool empty = (rin.lo | rin.hi) == 0 || (rout.lo | rout.hi) == 0 || (amount.lo | amount.hi) == 0;
    if (empty || (rin.hi | rout.hi | amount.hi) >> 48 != 0 || fee_pips >= fee_base) return {0, 0};

    const u64 keep = fee_base - fee_pips;
    const u128 kept_low = wide_mul(amount.lo, keep);
    const u128 kept_high = wide_mul(amount.hi, keep) + high(kept_low);
    const u64 kept[3] = {low(kept_low), low(kept_high), high(kept_high)}; // below 2^132

    const u128 d0 = wide_mul(rin.lo, fee_base) + kept[0];
    const u128 d1 = wide_mul(rin.hi, fee_base) + kept[1] + high(d0);
    const u64 den[3] = {low(d0), low(d1), kept[2] + high(d1)}; // below 2^133

    const u128 p00 = wide_mul(kept[0], rout.lo);
    const u128 p10 = wide_mul(kept[1], rout.lo) + high(p00);
    const u128 p01 = wide_mul(kept[0], rout.hi) + low(p10);
    const u128 p11 = wide_mul(kept[1], rout.hi) + high(p10) + high(p01);
    const u128 p20 = wide_mul(kept[2], rout.lo) + low(p11);
    const u64 num[4] = {low(p00), low(p01), low(p20),
                        kept[2] * rout.hi + high(p11) + high(p20)}; // below 2^244

    if (den[2] != 0) [[unlikely]]
        return v2_quotient<3>(num, den);
    if (den[1] != 0) return v2_quotient<2>(num, den);
    return v2_quotient<1>(num, den);
}

} // namespace

fastarb_result fastarb::scalar::v2_amount_out(const fastarb_u128* reserve_in, const fastarb_u128* reserve_out,
                                              const fastarb_u128* amount_in, const uint32_t* fee_pips,
                                              fastarb_u128* amount_out, size_t n) {
    if (n == 0) return FASTARB_OK;
    if (!reserve_in || !reserve_out || !amount_in || !fee_pips || !amount_out) return FASTARB_BAD_ARGUMENT;
    for (size_t i = 0; i < n; i++) {
        fastarb_u128 rin, rout, amount;
        uint32_t fee;
        std::memcpy(&rin, reserve_in + i, sizeof rin); // pointers need no alignment
        std::memcpy(&rout, reserve_out + i, sizeof rout);
        std::memcpy(&amount, amount_in + i, sizeof amount);
        std::memcpy(&fee, fee_pips + i, sizeof fee);
        const fastarb_u128 out = v2_quote(rin, rout, amount, fee);
        std::memcpy(amount_out + i, &out, sizeof out);
    }
    return FASTARB_OK;
}
