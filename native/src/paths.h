// The implementations that fastarb_math_open chooses from: one namespace per path, one function per
// operation.
#pragma once

#include "fastarb_math.h"

#define FASTARB_DECLARE_OPERATIONS                                                                           \
    fastarb_result v2_amount_out(const fastarb_u128* reserve_in, const fastarb_u128* reserve_out,            \
                                 const fastarb_u128* amount_in, const uint32_t* fee_pips,                    \
                                 fastarb_u128* amount_out, size_t n);                                        \
    fastarb_result v3_swap_step(const fastarb_swap_step* step, fastarb_swap_step_result* result,             \
                                uint8_t* status, size_t n);

#define FASTARB_DECLARE_MOEBIUS                                                                              \
    fastarb_result moebius_optimum(const double* reserve_in, const double* reserve_out, const double* keep,  \
                                   size_t legs, double* amount_in, double* profit, size_t n);

namespace fastarb::scalar {
FASTARB_DECLARE_OPERATIONS
FASTARB_DECLARE_MOEBIUS
} // namespace fastarb::scalar

#if defined(FASTARB_X86_PATHS)
namespace fastarb::avx2 { // the other two entries of this path are the scalar ones
FASTARB_DECLARE_MOEBIUS
}
namespace fastarb::avx512 { // routes are those of AVX2: wider vectors measured no faster
FASTARB_DECLARE_OPERATIONS
}
#endif

#undef FASTARB_DECLARE_OPERATIONS
#undef FASTARB_DECLARE_MOEBIUS
