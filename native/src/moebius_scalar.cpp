// The route shortlist for every machine.
#include "moebius_scalar.h"

fastarb_result fastarb::scalar::moebius_optimum(const double* reserve_in, const double* reserve_out,
                                                const double* keep, size_t legs, double* amount_in,
                                                double* profit, size_t n) {
    if (n == 0) return FASTARB_OK;
    if (!moebius_arguments_ok(reserve_in, reserve_out, keep, legs, amount_in, profit))
        return FASTARB_BAD_ARGUMENT;
    moebius_routes(reserve_in, reserve_out, keep, legs, amount_in, profit, n, 0);
    return FASTARB_OK;
}
