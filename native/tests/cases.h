// Inputs for tests, fuzzing and benchmarks: numbers of every magnitude, edge numbers, and cases built to lie
// on the boundaries of the algorithms. The same seed gives the same cases on every machine.
#pragma once

#include "fastarb_math.h"

#include <cstdint>
#include <vector>

namespace cases {

__extension__ typedef unsigned __int128 u128;

class Random {
public:
    explicit Random(std::uint64_t seed) : state(seed) {}
    std::uint64_t next(); // splitmix64
    std::uint64_t below(std::uint64_t limit) { return next() % limit; }
    u128 bits(int count);    // uniform below 2^count, count <= 128
    u128 any_size(int most); // bit length uniform in 0..most
    u128 edge(int most);     // 0, 1, a power of two or a neighbour, all ones
    fastarb_u256 any_size_256(int most);
    std::uint32_t fee();
    double real(); // of every kind, infinities, NaN and denormals included

private:
    std::uint64_t state;
};

struct V2Batch {
    std::vector<fastarb_u128> reserve_in, reserve_out, amount_in;
    std::vector<std::uint32_t> fee_pips;
    size_t size() const { return fee_pips.size(); }
    void add(u128 rin, u128 rout, u128 amount, std::uint32_t fee);
};

struct MoebiusBatch {
    size_t legs = 1, routes = 0;
    std::vector<double> reserve_in, reserve_out, keep; // leg-major
};

// Mixed cases: plausible pools, all magnitudes, edge numbers, boundaries.
V2Batch v2(Random& random, size_t n);
std::vector<fastarb_swap_step> v3(Random& random, size_t n);
MoebiusBatch moebius(Random& random, size_t legs, size_t n);

// What a searcher's batch looks like: for benchmarks.
V2Batch v2_plausible(Random& random, size_t n);
std::vector<fastarb_swap_step> v3_plausible(Random& random, size_t n);
MoebiusBatch moebius_plausible(Random& random, size_t legs, size_t n);

fastarb_u128 limbs(u128 x);

} // namespace cases
