// Runs on the caller's thread, any number of them at once.
// May not allocate, throw, call out, fuse or reorder a floating-point operation: all paths agree bit by bit.
// Costs six multiplications and an addition per leg, two square roots and two divisions per route.
#pragma once

#include "paths.h"

#include <cstring>
#include <limits>

namespace {

[[maybe_unused]] inline double load_double(const double* from) {
    double value;
    std::memcpy(&value, from, sizeof value); // pointers need no alignment
    return value;
}

// NaN fails the comparison too.
[[maybe_unused]] inline bool is_finite(double x) {
    return __builtin_fabs(x) < std::numeric_limits<double>::infinity();
}

[[maybe_unused]] inline bool moebius_arguments_ok(const double* reserve_in, const double* reserve_out,
                                                  const double* keep, std::size_t legs,
                                                  const double* amount_in, const double* profit) {
    return legs >= 1 && legs <= FASTARB_MOEBIUS_LEGS_MAX && reserve_in && reserve_out && keep && amount_in &&
           profit;
}

// Routes first..n-1, so that the vector paths can leave their last few routes to it.
[[maybe_unused]] inline void moebius_routes(const double* reserve_in, const double* reserve_out,
                                            const double* keep, std::size_t legs, double* amount_in,
                                            double* profit, std::size_t n, std::size_t first) {
    for (std::size_t route = first; route < n; route++) {
        double a = 1;
        double b = 1;
        double c = 0;
        for (std::size_t leg = 0; leg < legs; leg++) {
            const std::size_t i = leg * n + route;
            const double rin = load_double(reserve_in + i);
            const double kept = load_double(keep + i);
            const double kr = kept * load_double(reserve_out + i);
            const double ka = kept * a;
            c = rin * c + ka;
            a = kr * a;
            b = rin * b;
        }
        const double sa = __builtin_sqrt(a);
        const double sb = __builtin_sqrt(b);
        const double d = (a - b) / (sa + sb);
        const double e = d / c;
        double x = sb * e;
        double gain = d * e;
        if (!(a > b && c > 0 && is_finite(x) && is_finite(gain))) x = gain = 0;
        std::memcpy(amount_in + route, &x, sizeof x);
        std::memcpy(profit + route, &gain, sizeof gain);
    }
}

} // namespace
