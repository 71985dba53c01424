// The library's two exported functions: which ABI this is, and the table of one path.
#include "fastarb_math.h"
#include "paths.h"

namespace {

bool cpu_runs(int32_t path) {
    if (path == FASTARB_PATH_SCALAR) return true;
#if defined(FASTARB_X86_PATHS)
    // These builtins also ask XGETBV, so a kernel that does not save the wide registers counts as
    // unsupported.
    __builtin_cpu_init();
    if (path == FASTARB_PATH_AVX2) return __builtin_cpu_supports("avx2") != 0;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512ifma");
#else
    return false;
#endif
}

fastarb_math_table table_of(int32_t path) {
    namespace f = fastarb;
#if defined(FASTARB_X86_PATHS)
    if (path == FASTARB_PATH_AVX512)
        return {FASTARB_MATH_ABI, path, f::avx512::v2_amount_out, f::avx512::v3_swap_step,
                f::avx2::moebius_optimum};
    // AVX2 multiplies 32 x 32 bits only and converts no 64-bit integer to a double: a v2 quote would take
    // some sixty multiplications of four lanes and the carries between nine limbs. One full 64 x 64
    // multiplication per cycle and the hardware division need fewer cycles, and BMI2's form of that
    // multiplication measured no faster.
    if (path == FASTARB_PATH_AVX2)
        return {FASTARB_MATH_ABI, path, f::scalar::v2_amount_out, f::scalar::v3_swap_step,
                f::avx2::moebius_optimum};
#endif
    return {FASTARB_MATH_ABI, path, f::scalar::v2_amount_out, f::scalar::v3_swap_step,
            f::scalar::moebius_optimum};
}

} // namespace

extern "C" uint32_t fastarb_math_abi(void) {
    return FASTARB_MATH_ABI;
}

extern "C" fastarb_result fastarb_math_open(uint32_t abi, int32_t path, fastarb_math_table* table) {
    if (abi != FASTARB_MATH_ABI) return FASTARB_WRONG_ABI;
    if (path < FASTARB_PATH_BEST || path > FASTARB_PATH_AVX512) return FASTARB_UNKNOWN_PATH;
    if (table == nullptr) return FASTARB_BAD_ARGUMENT;
    if (path == FASTARB_PATH_BEST) {
        path = FASTARB_PATH_AVX512;
        while (!cpu_runs(path))
            path--; // ends at the scalar path at the latest
    }
    if (!cpu_runs(path)) return FASTARB_UNSUPPORTED_PATH;
    *table = table_of(path);
    return FASTARB_OK;
}
