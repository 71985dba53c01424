// The v2 quote for every machine.
#include "v2_scalar.h"

fastarb_result fastarb::scalar::v2_amount_out(const fastarb_u128* reserve_in, const fastarb_u128* reserve_out,
                                              const fastarb_u128* amount_in, const uint32_t* fee_pips,
                                              fastarb_u128* amount_out, size_t n) {
    return v2_quotes(reserve_in, reserve_out, amount_in, fee_pips, amount_out, n);
}
