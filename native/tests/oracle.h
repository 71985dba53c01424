// The operations once more, straight from their definitions; the swap step line by line after v3-core's
// Solidity.
#pragma once

#include "fastarb_math.h"

namespace oracle {

fastarb_u128 v2_amount_out(const fastarb_u128& reserve_in, const fastarb_u128& reserve_out,
                           const fastarb_u128& amount_in, uint32_t fee_pips);

struct SwapStep {
    uint8_t status;
    fastarb_swap_step_result result;
};
SwapStep v3_swap_step(const fastarb_swap_step& step);

struct Optimum {
    double amount_in, profit;
};
// The arrays hold one route: element [leg].
Optimum moebius_optimum(const double* reserve_in, const double* reserve_out, const double* keep, size_t legs);

} // namespace oracle
