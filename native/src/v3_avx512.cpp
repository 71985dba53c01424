// The swap step of the AVX-512 path: the scalar code compiled with BMI2.
#include "v3_scalar.h"

fastarb_result fastarb::avx512::v3_swap_step(const fastarb_swap_step* step, fastarb_swap_step_result* result,
                                             uint8_t* status, size_t n) {
    if (n == 0) return FASTARB_OK;
    if (!step || !result || !status) return FASTARB_BAD_ARGUMENT;
    swap_steps(step, result, status, n);
    return FASTARB_OK;
}
