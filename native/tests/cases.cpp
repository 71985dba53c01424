#include "cases.h"

#include <bit>
#include <limits>

namespace cases {
namespace {

fastarb_u256 widen(u128 lo, u128 hi = 0) {
    return {{static_cast<std::uint64_t>(lo), static_cast<std::uint64_t>(lo >> 64),
             static_cast<std::uint64_t>(hi), static_cast<std::uint64_t>(hi >> 64)}};
}

fastarb_u256 negate(fastarb_u256 x) {
    bool carry = true;
    for (std::uint64_t& limb : x.limb) {
        limb = ~limb + carry;
        carry = carry && limb == 0;
    }
    return x;
}

fastarb_u256 moved(fastarb_u256 x, std::int64_t by) {
    u128 carry = static_cast<std::uint64_t>(by);
    for (std::uint64_t& limb : x.limb) {
        carry += limb;
        limb = static_cast<std::uint64_t>(carry);
        carry = (carry >> 64) + (by < 0 ? ~std::uint64_t{0} : 0);
    }
    return x;
}

// floor(a * b / 2^shift) below 2^128
u128 scale(u128 a, std::uint64_t b, int shift) {
    const u128 lo = static_cast<u128>(static_cast<std::uint64_t>(a)) * b;
    const u128 hi = (a >> 64) * b;
    return shift >= 64 ? (hi + (lo >> 64)) >> (shift - 64) : (hi << (64 - shift)) + (lo >> shift);
}

void add_v2_boundary(Random& random, V2Batch& batch) {
    // Without a fee the quotient is a * rout / (rin + a): with s = rin + a, rout = s t leaves remainder 0,
    // and rout = s t + m with s = a m + 1 leaves the largest one.
    const u128 a = random.any_size(54) + 1;
    const u128 m = random.any_size(54) + 1;
    const u128 s = a * m + 1;
    const int room = 112 - static_cast<int>(std::bit_width(static_cast<std::uint64_t>(a * m >> 64)) + 64);
    const u128 t = random.any_size(room > 3 ? room - 3 : 0);
    const std::uint32_t fee = random.below(2) == 0 ? 0 : random.fee();
    batch.add(s - a, s * t + (random.below(2) == 0 ? m : 0), a, fee);
}

fastarb_swap_step plausible_step(Random& random) {
    fastarb_swap_step step{};
    const u128 price = (u128{1} << (70 + random.below(52))) | random.bits(70);
    const u128 span = scale(price, random.below(1u << 20) + 1, 27); // up to 0.8 %
    step.sqrt_price_current = widen(price);
    step.sqrt_price_target = widen(random.below(2) == 0 ? price - span : price + span);
    step.liquidity = limbs(random.bits(50 + static_cast<int>(random.below(40))) + 1000);
    static const std::uint32_t fees[4] = {100, 500, 3000, 10000};
    step.fee_pips = fees[random.below(4)];
    return step;
}

// What reaching the target costs (or gives), from the scalar path itself; only used to aim.
fastarb_u256 amount_to_target(fastarb_swap_step step, bool exact_in) {
    static const fastarb_math_table table = [] {
        fastarb_math_table opened;
        fastarb_math_open(FASTARB_MATH_ABI, FASTARB_PATH_SCALAR, &opened);
        return opened;
    }();
    step.amount_remaining = {{~0ull, ~0ull, ~0ull, ~0ull >> 1}};
    if (!exact_in) step.amount_remaining = negate(step.amount_remaining);
    fastarb_swap_step_result result;
    std::uint8_t status;
    table.v3_swap_step(&step, &result, &status, 1);
    if (!exact_in) return negate(result.amount_out);
    u128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += static_cast<u128>(result.amount_in.limb[i]) + result.fee_amount.limb[i];
        result.amount_in.limb[i] = static_cast<std::uint64_t>(carry);
        carry >>= 64;
    }
    result.amount_in.limb[3] &= ~0ull >> 1;
    return result.amount_in;
}

fastarb_swap_step wild_step(Random& random) {
    fastarb_swap_step step{};
    switch (random.below(8)) {
    case 0: // edge numbers of the types
        step.sqrt_price_current = widen(random.edge(128), random.below(2) * random.edge(33));
        step.sqrt_price_target = widen(random.edge(128), random.below(2) * random.edge(32));
        step.liquidity = limbs(random.edge(128));
        step.amount_remaining = widen(random.edge(128), random.below(2) * random.edge(128));
        break;
    case 1: // edge numbers of the vector form's domain
        step.sqrt_price_current = widen(random.edge(118));
        step.sqrt_price_target = widen(random.edge(118));
        step.liquidity = limbs(random.edge(112));
        step.amount_remaining = widen(random.edge(112));
        break;
    case 2: // anything within it
        step.sqrt_price_current = widen(random.any_size(118));
        step.sqrt_price_target = widen(random.any_size(118));
        step.liquidity = limbs(random.any_size(112));
        step.amount_remaining = widen(random.any_size(112));
        break;
    default:
        step.sqrt_price_current = random.any_size_256(160);
        step.sqrt_price_target = random.any_size_256(160);
        step.liquidity = limbs(random.any_size(128));
        step.amount_remaining = random.any_size_256(255);
    }
    const std::int64_t near = static_cast<std::int64_t>(random.any_size(63));
    if (random.below(3) == 0)
        step.sqrt_price_target = moved(step.sqrt_price_current, random.below(2) == 0 ? near : -near);
    step.fee_pips = random.fee();
    if (random.below(2) == 0) step.amount_remaining = negate(step.amount_remaining);
    if (random.below(4) == 0) {
        const bool exact_in = random.below(2) == 0;
        step.amount_remaining =
            moved(amount_to_target(step, exact_in), static_cast<std::int64_t>(random.below(5)) - 2);
    }
    return step;
}

void resize(MoebiusBatch& batch, size_t legs, size_t n) {
    batch.legs = legs;
    batch.routes = n;
    for (auto* values : {&batch.reserve_in, &batch.reserve_out, &batch.keep})
        values->resize(legs * n);
}

} // namespace

std::uint64_t Random::next() {
    std::uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

u128 Random::bits(int count) {
    if (count <= 0) return 0;
    const u128 all = static_cast<u128>(next()) << 64 | next();
    return all >> (128 - count);
}

u128 Random::any_size(int most) {
    const int length = static_cast<int>(below(static_cast<std::uint64_t>(most) + 1));
    return length == 0 ? 0 : bits(length - 1) | u128{1} << (length - 1);
}

u128 Random::edge(int most) {
    const int exponent = static_cast<int>(below(static_cast<std::uint64_t>(most) + 1));
    const u128 power = exponent == 128 ? 0 : u128{1} << exponent;
    switch (below(6)) {
    case 0:
        return 0;
    case 1:
        return 1;
    case 2:
        return power;
    case 3:
        return power + 1;
    case 4:
        return power - 1;
    default:
        return (most == 128 ? u128{0} : u128{1} << most) - 1;
    }
}

fastarb_u256 Random::any_size_256(int most) {
    const int length = static_cast<int>(below(static_cast<std::uint64_t>(most) + 1));
    if (length <= 128) return widen(length == 0 ? 0 : bits(length - 1) | u128{1} << (length - 1));
    return widen(bits(128), bits(length - 129) | u128{1} << (length - 129));
}

std::uint32_t Random::fee() {
    static const std::uint32_t usual[8] = {0, 1, 100, 500, 2500, 3000, 10000, 300000};
    static const std::uint32_t odd[4] = {999998, 999999, 1000000, 1000001};
    switch (below(8)) {
    case 0:
        return static_cast<std::uint32_t>(below(1000001));
    case 1:
        return below(4) == 0 ? odd[below(4)] : odd[below(2)];
    default:
        return usual[below(8)];
    }
}

double Random::real() {
    static const double odd[8] = {0.0,
                                  -0.0,
                                  std::numeric_limits<double>::infinity(),
                                  -std::numeric_limits<double>::infinity(),
                                  std::numeric_limits<double>::quiet_NaN(),
                                  std::numeric_limits<double>::denorm_min(),
                                  std::numeric_limits<double>::max(),
                                  -1.0};
    return below(4) == 0 ? odd[below(8)] : std::bit_cast<double>(next());
}

fastarb_u128 limbs(u128 x) {
    return {static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(x >> 64)};
}

void V2Batch::add(u128 rin, u128 rout, u128 amount, std::uint32_t fee) {
    reserve_in.push_back(limbs(rin));
    reserve_out.push_back(limbs(rout));
    amount_in.push_back(limbs(amount));
    fee_pips.push_back(fee);
}

V2Batch v2_plausible(Random& random, size_t n) {
    V2Batch batch;
    for (size_t i = 0; i < n; i++) {
        const u128 rin = random.bits(50 + static_cast<int>(random.below(40))) + 1000000;
        const u128 rout = random.bits(50 + static_cast<int>(random.below(40))) + 1000000;
        batch.add(rin, rout, (rin >> (4 + random.below(10))) + 1 + random.below(1000), 3000);
    }
    return batch;
}

V2Batch v2(Random& random, size_t n) {
    V2Batch batch = v2_plausible(random, n / 8);
    while (batch.size() < n) {
        switch (random.below(8)) {
        case 0:
        case 1:
            batch.add(random.edge(112), random.edge(112), random.edge(112), random.fee());
            break;
        case 2:
            batch.add(random.any_size(128), random.any_size(128), random.any_size(128), random.fee());
            break;
        case 3: // the quotient close to reserve_out, that is, up to 2^112
            batch.add(random.any_size(30), (u128{1} << 112) - 1 - random.any_size(112),
                      (u128{1} << 112) - 1 - random.any_size(60), random.fee());
            break;
        case 4:
            add_v2_boundary(random, batch);
            break;
        default:
            batch.add(random.any_size(112), random.any_size(112), random.any_size(112), random.fee());
            break;
        }
    }
    return batch;
}

std::vector<fastarb_swap_step> v3_plausible(Random& random, size_t n) {
    std::vector<fastarb_swap_step> steps;
    while (steps.size() < n) {
        fastarb_swap_step step = plausible_step(random);
        const bool exact_in = random.below(4) != 0; // most quotes are for an input
        // between a quarter of what the target takes and twice that: reached or not, half and half
        const fastarb_u256 whole = amount_to_target(step, exact_in);
        const fastarb_u256 size = exact_in ? whole : negate(whole);
        if ((size.limb[1] >> 60 | size.limb[2] | size.limb[3]) != 0) continue;
        const u128 amount =
            scale(static_cast<u128>(size.limb[1]) << 64 | size.limb[0], random.below(8) + 1, 2);
        step.amount_remaining = exact_in ? widen(amount) : negate(widen(amount));
        steps.push_back(step);
    }
    return steps;
}

std::vector<fastarb_swap_step> v3(Random& random, size_t n) {
    std::vector<fastarb_swap_step> steps;
    while (steps.size() < n) {
        if (random.below(2) == 0) {
            steps.push_back(wild_step(random));
            continue;
        }
        fastarb_swap_step step = plausible_step(random);
        const bool exact_in = random.below(2) == 0;
        step.amount_remaining = random.below(2) == 0 ? moved(amount_to_target(step, exact_in),
                                                             static_cast<std::int64_t>(random.below(7)) - 3)
                                                     : widen(random.any_size(100));
        if (!exact_in && step.amount_remaining.limb[3] >> 63 == 0)
            step.amount_remaining = negate(step.amount_remaining);
        steps.push_back(step);
    }
    return steps;
}

MoebiusBatch moebius_plausible(Random& random, size_t legs, size_t n) {
    MoebiusBatch batch;
    resize(batch, legs, n);
    for (size_t i = 0; i < legs * n; i++) {
        const double size = static_cast<double>(random.bits(60) + 1000);
        batch.reserve_in[i] = size;
        batch.reserve_out[i] = size * (0.98 + 0.05 * static_cast<double>(random.below(1000)) / 1000);
        batch.keep[i] = 0.997;
    }
    return batch;
}

MoebiusBatch moebius(Random& random, size_t legs, size_t n) {
    MoebiusBatch batch = moebius_plausible(random, legs, n);
    for (size_t i = 0; i < legs * n; i++) {
        if (random.below(8) == 0) batch.reserve_in[i] = static_cast<double>(random.any_size(112));
        if (random.below(8) == 0) batch.reserve_out[i] = static_cast<double>(random.any_size(112));
        if (random.below(32) == 0) batch.reserve_in[i] = random.real();
        if (random.below(32) == 0) batch.reserve_out[i] = random.real();
        if (random.below(32) == 0) batch.keep[i] = random.real();
    }
    return batch;
}

} // namespace cases
