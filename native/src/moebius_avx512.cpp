// Runs on the caller's thread, any number of them at once.
// May not allocate, throw, call out, fuse or reorder a floating-point operation: all paths agree bit by bit.
// Costs two vector square roots and two vector divisions per four routes; they dominate.
//
// Vectors of four on purpose: the divider takes twice as long for eight, so nothing is lost, and a batch of
// twelve wastes no lanes. What AVX-512 gives here is masks instead of a scalar remainder.
#include "moebius_scalar.h"

#include <immintrin.h>

namespace {

struct Optimum {
    __m256d amount_in, profit;
};

inline Optimum optimum_of(__m256d a, __m256d b, __m256d c) {
    const __m256d infinity = _mm256_set1_pd(std::numeric_limits<double>::infinity());
    const __m256d sa = _mm256_sqrt_pd(a);
    const __m256d sb = _mm256_sqrt_pd(b);
    const __m256d d = _mm256_div_pd(_mm256_sub_pd(a, b), _mm256_add_pd(sa, sb));
    const __m256d e = _mm256_div_pd(d, c);
    const __m256d x = _mm256_mul_pd(sb, e);
    const __m256d gain = _mm256_mul_pd(d, e);
    __mmask8 good = _mm256_cmp_pd_mask(a, b, _CMP_GT_OQ);
    good = _mm256_mask_cmp_pd_mask(good, c, _mm256_setzero_pd(), _CMP_GT_OQ);
    good = _mm256_mask_cmp_pd_mask(good, _mm256_andnot_pd(_mm256_set1_pd(-0.0), x), infinity, _CMP_LT_OQ);
    good = _mm256_mask_cmp_pd_mask(good, _mm256_andnot_pd(_mm256_set1_pd(-0.0), gain), infinity, _CMP_LT_OQ);
    return {_mm256_maskz_mov_pd(good, x), _mm256_maskz_mov_pd(good, gain)};
}

} // namespace

fastarb_result fastarb::avx512::moebius_optimum(const double* reserve_in, const double* reserve_out,
                                                const double* keep, size_t legs, double* amount_in,
                                                double* profit, size_t n) {
    if (n == 0) return FASTARB_OK;
    if (!moebius_arguments_ok(reserve_in, reserve_out, keep, legs, amount_in, profit))
        return FASTARB_BAD_ARGUMENT;
    for (size_t route = 0; route < n; route += 4) {
        // lanes past the end load 0 and store nothing
        const __mmask8 live = static_cast<__mmask8>(n - route >= 4 ? 0xfu : (1u << (n - route)) - 1u);
        __m256d a = _mm256_set1_pd(1);
        __m256d b = _mm256_set1_pd(1);
        __m256d c = _mm256_setzero_pd();
        for (size_t leg = 0; leg < legs; leg++) {
            const size_t i = leg * n + route;
            const __m256d rin = _mm256_maskz_loadu_pd(live, reserve_in + i);
            const __m256d kept = _mm256_maskz_loadu_pd(live, keep + i);
            const __m256d kr = _mm256_mul_pd(kept, _mm256_maskz_loadu_pd(live, reserve_out + i));
            const __m256d ka = _mm256_mul_pd(kept, a);
            c = _mm256_add_pd(_mm256_mul_pd(rin, c), ka);
            a = _mm256_mul_pd(kr, a);
            b = _mm256_mul_pd(rin, b);
        }
        const Optimum best = optimum_of(a, b, c);
        _mm256_mask_storeu_pd(amount_in + route, live, best.amount_in);
        _mm256_mask_storeu_pd(profit + route, live, best.profit);
    }
    return FASTARB_OK;
}
