// Runs on the caller's thread, any number of them at once.
// May not allocate, throw, call out, fuse or reorder a floating-point operation: all paths agree bit by bit.
// Costs two vector square roots and two vector divisions per four routes; they dominate.
#include "moebius_scalar.h"

#include <immintrin.h>

fastarb_result fastarb::avx2::moebius_optimum(const double* reserve_in, const double* reserve_out,
                                              const double* keep, size_t legs, double* amount_in,
                                              double* profit, size_t n) {
    if (n == 0) return FASTARB_OK;
    if (!moebius_arguments_ok(reserve_in, reserve_out, keep, legs, amount_in, profit))
        return FASTARB_BAD_ARGUMENT;
    const __m256d infinity = _mm256_set1_pd(std::numeric_limits<double>::infinity());
    const __m256d sign = _mm256_set1_pd(-0.0);
    size_t route = 0;
    for (; route + 4 <= n; route += 4) {
        __m256d a = _mm256_set1_pd(1);
        __m256d b = _mm256_set1_pd(1);
        __m256d c = _mm256_setzero_pd();
        for (size_t leg = 0; leg < legs; leg++) {
            const size_t i = leg * n + route;
            const __m256d rin = _mm256_loadu_pd(reserve_in + i);
            const __m256d kept = _mm256_loadu_pd(keep + i);
            const __m256d kr = _mm256_mul_pd(kept, _mm256_loadu_pd(reserve_out + i));
            const __m256d ka = _mm256_mul_pd(kept, a);
            c = _mm256_add_pd(_mm256_mul_pd(rin, c), ka);
            a = _mm256_mul_pd(kr, a);
            b = _mm256_mul_pd(rin, b);
        }
        const __m256d sa = _mm256_sqrt_pd(a);
        const __m256d sb = _mm256_sqrt_pd(b);
        const __m256d d = _mm256_div_pd(_mm256_sub_pd(a, b), _mm256_add_pd(sa, sb));
        const __m256d e = _mm256_div_pd(d, c);
        const __m256d x = _mm256_mul_pd(sb, e);
        const __m256d gain = _mm256_mul_pd(d, e);
        __m256d good = _mm256_cmp_pd(a, b, _CMP_GT_OQ);
        good = _mm256_and_pd(good, _mm256_cmp_pd(c, _mm256_setzero_pd(), _CMP_GT_OQ));
        good = _mm256_and_pd(good, _mm256_cmp_pd(_mm256_andnot_pd(sign, x), infinity, _CMP_LT_OQ));
        good = _mm256_and_pd(good, _mm256_cmp_pd(_mm256_andnot_pd(sign, gain), infinity, _CMP_LT_OQ));
        _mm256_storeu_pd(amount_in + route, _mm256_and_pd(good, x));
        _mm256_storeu_pd(profit + route, _mm256_and_pd(good, gain));
    }
    moebius_routes(reserve_in, reserve_out, keep, legs, amount_in, profit, n, route);
    return FASTARB_OK;
}
