/* fastarb_math: exact EVM arithmetic over batches, one C header, valid C11 and C++.
 *
 * Ownership: the caller owns every buffer. The library keeps no pointer after a call returns, allocates
 * nothing and starts no thread. Inputs and outputs must not overlap. Pointers need no alignment. Threads:
 * there is no state that changes, so every function may run on any number of threads at once. Errors: every
 * function answers with a fastarb_result; nothing is thrown across this border. */
#ifndef FASTARB_MATH_H
#define FASTARB_MATH_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#if defined(FASTARB_MATH_BUILD)
#define FASTARB_API __declspec(dllexport)
#else
#define FASTARB_API __declspec(dllimport)
#endif
#else
#define FASTARB_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raised whenever a type, an operation's meaning or the table's layout changes. */
#define FASTARB_MATH_ABI 1u

typedef int32_t fastarb_result;
enum {
    FASTARB_OK = 0,
    FASTARB_WRONG_ABI = 1,        /* the caller was built against another FASTARB_MATH_ABI */
    FASTARB_UNKNOWN_PATH = 2,     /* not one of FASTARB_PATH_* */
    FASTARB_UNSUPPORTED_PATH = 3, /* this CPU, operating system or build cannot run that path */
    FASTARB_BAD_ARGUMENT = 4      /* a null pointer with n > 0, or a number of legs outside 1..8 */
};

enum {
    FASTARB_PATH_BEST = 0, /* the fastest one that this machine runs */
    FASTARB_PATH_SCALAR = 1,
    FASTARB_PATH_AVX2 = 2,  /* needs AVX2 */
    FASTARB_PATH_AVX512 = 3 /* needs AVX-512 F, DQ, BW, VL and IFMA, AVX2, FMA and BMI2 */
};

enum { FASTARB_MOEBIUS_LEGS_MAX = 8 };

/* Status of one swap step. On anything but FASTARB_STEP_OK the step's result is all zero. */
enum {
    FASTARB_STEP_OK = 0,
    FASTARB_STEP_REVERTED = 1, /* the Solidity function reverts on this input */
    FASTARB_STEP_BAD_INPUT = 2 /* a square root price of 2^160 or more, or fee_pips above 1000000 */
};

/* Little-endian limbs; the layout of .NET's UInt128 on little-endian machines. */
typedef struct fastarb_u128 {
    uint64_t lo, hi;
} fastarb_u128;

/* Little-endian limbs, two's complement where the number is signed. */
typedef struct fastarb_u256 {
    uint64_t limb[4];
} fastarb_u256;

typedef struct fastarb_swap_step {
    fastarb_u256 sqrt_price_current; /* uint160, Q64.96 */
    fastarb_u256 sqrt_price_target;  /* uint160, Q64.96; below or at current: token0 comes in */
    fastarb_u256 amount_remaining;   /* int256: exact input when >= 0, exact output when negative */
    fastarb_u128 liquidity;
    uint32_t fee_pips; /* 3000 is 0.30 % */
    uint32_t reserved[3];
} fastarb_swap_step; /* 128 bytes */

typedef struct fastarb_swap_step_result {
    fastarb_u256 sqrt_price_next;
    fastarb_u256 amount_in;
    fastarb_u256 amount_out;
    fastarb_u256 fee_amount;
} fastarb_swap_step_result; /* 128 bytes */

/* The operations of one path. Filled by fastarb_math_open; a plain value the caller may copy. */
typedef struct fastarb_math_table {
    uint32_t abi;
    int32_t path; /* the path that was chosen, never FASTARB_PATH_BEST */

    /* amount_out[i] = floor(a * k * reserve_out / (reserve_in * 1000000 + a * k)), k = 1000000 - fee_pips, a
     * = amount in. It is 0 where there is no quote: amount or a reserve 0, one of the three at or above
     * 2^112, fee_pips at or above 1000000. */
    fastarb_result (*v2_amount_out)(const fastarb_u128* reserve_in, const fastarb_u128* reserve_out,
                                    const fastarb_u128* amount_in, const uint32_t* fee_pips,
                                    fastarb_u128* amount_out, size_t n);

    /* SwapMath.computeSwapStep of Uniswap v3-core 1.0.1 on n independent inputs, reverts included. */
    fastarb_result (*v3_swap_step)(const fastarb_swap_step* step, fastarb_swap_step_result* result,
                                   uint8_t* status, size_t n);

    /* Best input and its profit for n cycles of constant-product legs, in doubles: a shortlist, not a
     * decision. The arrays are leg-major: leg l of route r is element [l * n + r]. With A = 1, B = 1, C = 0,
     * each leg does kr = keep * reserve_out; ka = keep * A; C = reserve_in * C + ka; A = kr * A; B =
     * reserve_in * B on the old A, B, C, each operation rounded once, in that order, never fused. Then sa =
     * sqrt(A), sb = sqrt(B), d = (A - B) / (sa + sb), e = d / C, amount_in = sb * e, profit = d * e. Both are
     * +0 unless A > B, C > 0 and both results are finite. Every path gives the same bits for every input. */
    fastarb_result (*moebius_optimum)(const double* reserve_in, const double* reserve_out, const double* keep,
                                      size_t legs, double* amount_in, double* profit, size_t n);
} fastarb_math_table;

/* The FASTARB_MATH_ABI that the library was built with. */
FASTARB_API uint32_t fastarb_math_abi(void);

/* Checks the ABI and the CPU and fills *table. On failure *table is left as it was. */
FASTARB_API fastarb_result fastarb_math_open(uint32_t abi, int32_t path, fastarb_math_table* table);

#ifdef __cplusplus
}
#endif

#endif
