// The v2 quote of the AVX2 path: the scalar code compiled with BMI2.
// AVX2 multiplies 32 x 32 bits only, so a quote would take some sixty multiplications of four lanes and the
// carries between nine 28-bit limbs, and it has no conversion between 64-bit integers and doubles; the scalar
// code, with one full 64 x 64 multiplication per cycle and the hardware division, needs fewer cycles per
// quote. docs: native/README.md.
#include "v2_scalar.h"

fastarb_result fastarb::avx2::v2_amount_out(const fastarb_u128* reserve_in, const fastarb_u128* reserve_out,
                                            const fastarb_u128* amount_in, const uint32_t* fee_pips,
                                            fastarb_u128* amount_out, size_t n) {
    return v2_quotes(reserve_in, reserve_out, amount_in, fee_pips, amount_out, n);
}
