// Runs on the caller's thread, any number of them at once.
// May not allocate, throw, call out, fuse or reorder a floating-point operation: all paths give the same bits.
// Costs two vector square roots and two vector divisions per eight routes; they dominate.
#include "moebius_scalar.h"

#include <immintrin.h>

namespace {

struct Optimum {
    __m512d amount_in, profit;
};

inline Optimum optimum_of(__m512d a, __m512d b, __m512d c) {
    const __m512d infinity = _mm512_set1_pd(std::numeric_limits<double>::infinity());
    const __m512d sa = _mm512_sqrt_pd(a);
    const __m512d sb = _mm512_sqrt_pd(b);
    const __m512d d = _mm512_div_pd(_mm512_sub_pd(a, b), _mm512_add_pd(sa, sb));
    const __m512d e = _mm512_div_pd(d, c);
    const __m512d x = _mm512_mul_pd(sb, e);
    const __m512d gain = _mm512_mul_pd(d, e);
    __mmask8 good = _mm512_cmp_pd_mask(a, b, _CMP_GT_OQ);
    good = _mm512_mask_cmp_pd_mask(good, c, _mm512_setzero_pd(), _CMP_GT_OQ);
    good = _mm512_mask_cmp_pd_mask(good, _mm512_abs_pd(x), infinity, _CMP_LT_OQ);
    good = _mm512_mask_cmp_pd_mask(good, _mm512_abs_pd(gain), infinity, _CMP_LT_OQ);
    return {_mm512_maskz_mov_pd(good, x), _mm512_maskz_mov_pd(good, gain)};
}

} // namespace

fastarb_result fastarb::avx512::moebius_optimum(const double* reserve_in, const double* reserve_out,
                                                const double* keep, size_t legs, double* amount_in,
                                                double* profit, size_t n) {
    if (n == 0) return FASTARB_OK;
    if (!moebius_arguments_ok(reserve_in, reserve_out, keep, legs, amount_in, profit))
        return FASTARB_BAD_ARGUMENT;
    for (size_t route = 0; route < n; route += 8) {
        // lanes past the end load 0 and store nothing
        const __mmask8 live = static_cast<__mmask8>(n - route >= 8 ? 0xffu : (1u << (n - route)) - 1u);
        __m512d a = _mm512_set1_pd(1);
        __m512d b = _mm512_set1_pd(1);
        __m512d c = _mm512_setzero_pd();
        for (size_t leg = 0; leg < legs; leg++) {
            const size_t i = leg * n + route;
            const __m512d rin = _mm512_maskz_loadu_pd(live, reserve_in + i);
            const __m512d kept = _mm512_maskz_loadu_pd(live, keep + i);
            const __m512d kr = _mm512_mul_pd(kept, _mm512_maskz_loadu_pd(live, reserve_out + i));
            const __m512d ka = _mm512_mul_pd(kept, a);
            c = _mm512_add_pd(_mm512_mul_pd(rin, c), ka);
            a = _mm512_mul_pd(kr, a);
            b = _mm512_mul_pd(rin, b);
        }
        const Optimum best = optimum_of(a, b, c);
        _mm512_mask_storeu_pd(amount_in + route, live, best.amount_in);
        _mm512_mask_storeu_pd(profit + route, live, best.profit);
    }
    return FASTARB_OK;
}
