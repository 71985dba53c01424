// Multi-limb unsigned arithmetic on 64-bit limbs, little endian, for the scalar code.
// Everything is in an anonymous namespace on purpose: should a file with other instruction sets ever
// include this, it gets its own copy, and the linker cannot take that one for the scalar path.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace {

using u64 = std::uint64_t;
__extension__ typedef unsigned __int128 u128;

[[maybe_unused]] inline u64 high(u128 x) {
    return static_cast<u64>(x >> 64);
}

[[maybe_unused]] inline u64 low(u128 x) {
    return static_cast<u64>(x);
}

[[maybe_unused]] inline u128 wide_mul(u64 a, u64 b) {
    return static_cast<u128>(a) * b;
}

[[maybe_unused]] inline u128 join(u64 hi, u64 lo) {
    return static_cast<u128>(hi) << 64 | lo;
}

struct Division {
    u64 quotient, remainder;
};

// (hi, lo) / d. Needs hi < d, like the instruction.
[[maybe_unused]] inline Division divide_2_by_1(u64 hi, u64 lo, u64 d) {
#if defined(__x86_64__)
    u64 quotient, remainder;
    __asm__("divq %[d]" : "=a"(quotient), "=d"(remainder) : [d] "rm"(d), "a"(lo), "d"(hi) : "cc");
    return {quotient, remainder};
#else
    // Two digits of 32 bits (Knuth D); machines without the instruction only need this to be right.
    const int shift = std::countl_zero(d);
    const u128 u = join(hi, lo) << shift;
    d <<= shift;
    u64 remainder = high(u);
    u64 quotient = 0;
    const u64 halves[2] = {low(u) >> 32, low(u) & 0xffffffffu};
    for (const u64 next : halves) {
        const u128 partial = static_cast<u128>(remainder) << 32 | next;
        u64 q = remainder / (d >> 32);
        if (q > 0xffffffffu) q = 0xffffffffu;
        while (wide_mul(q, d) > partial)
            q--; // at most twice, since d is normalised
        remainder = low(partial - wide_mul(q, d));
        quotient = quotient << 32 | q;
    }
    return {quotient, remainder >> shift};
#endif
}

// One quotient digit of Knuth's algorithm D: u[0..N] / v[0..N-1] -> digit, u[0..N-1] becomes the remainder.
// Needs v normalised (top bit set) and u[1..N] < v.
template <int N>
[[maybe_unused]] inline u64 divide_digit(u64* u, const u64* v) {
    if constexpr (N == 1) {
        const Division d = divide_2_by_1(u[1], u[0], v[0]);
        u[0] = d.remainder;
        return d.quotient;
    } else {
        u64 q;
        u128 rest; // what the two top limbs leave, compared with what the third limb still takes away
        if (u[N] >= v[N - 1]) [[unlikely]] {
            q = ~u64{0};
            rest = static_cast<u128>(u[N - 1]) + v[N - 1];
        } else {
            const Division d = divide_2_by_1(u[N], u[N - 1], v[N - 1]);
            q = d.quotient;
            rest = d.remainder;
        }
        while (high(rest) == 0 && wide_mul(q, v[N - 2]) > join(low(rest), u[N - 2])) {
            q--;
            rest += v[N - 1];
        }
        u64 carry = 0;
        u64 borrow = 0;
        for (int i = 0; i < N; i++) {
            const u128 product = wide_mul(q, v[i]) + carry;
            carry = high(product);
            const u128 difference = static_cast<u128>(u[i]) - low(product) - borrow;
            u[i] = low(difference);
            borrow = high(difference) & 1;
        }
        if (carry + borrow != u[N]) [[unlikely]] { // the digit was one too high
            q--;
            u64 up = 0;
            for (int i = 0; i < N; i++) {
                const u128 sum = static_cast<u128>(u[i]) + v[i] + up;
                u[i] = low(sum);
                up = high(sum);
            }
        }
        return q;
    }
}

// to[0..N] = from[0..N-1] << shift, 0 <= shift < 64.
template <int N>
[[maybe_unused]] inline void shift_left(u64* to, const u64* from, int shift) {
    to[N] = low(static_cast<u128>(from[N - 1]) << shift >> 64);
    for (int i = N - 1; i > 0; i--)
        to[i] = low(join(from[i], from[i - 1]) << shift >> 64);
    to[0] = from[0] << shift;
}

// A number of N limbs. The widths are part of the type, so that every loop below has a constant count.
template <int N>
struct Wide {
    static constexpr int limbs = N;
    u64 w[N];
};

template <int N, int M>
[[maybe_unused]] inline Wide<N> resize(const Wide<M>& x) {
    Wide<N> y{};
#pragma GCC unroll 8
    for (int i = 0; i < (N < M ? N : M); i++)
        y.w[i] = x.w[i];
    return y;
}

template <int N>
[[maybe_unused]] inline bool is_zero(const Wide<N>& x) {
    u64 any = 0;
#pragma GCC unroll 8
    for (int i = 0; i < N; i++)
        any |= x.w[i];
    return any == 0;
}

template <int N>
[[maybe_unused]] inline bool equal(const Wide<N>& a, const Wide<N>& b) {
    u64 difference = 0;
#pragma GCC unroll 8
    for (int i = 0; i < N; i++)
        difference |= a.w[i] ^ b.w[i];
    return difference == 0;
}

template <int N, int M>
[[maybe_unused]] inline Wide<N + M> multiply(const Wide<N>& a, const Wide<M>& b) {
    Wide<N + M> product{};
#pragma GCC unroll 8
    for (int i = 0; i < N; i++) {
        u64 carry = 0;
#pragma GCC unroll 8
        for (int j = 0; j < M; j++) {
            const u128 sum = wide_mul(a.w[i], b.w[j]) + product.w[i + j] + carry;
            product.w[i + j] = low(sum);
            carry = high(sum);
        }
        product.w[i + M] = carry;
    }
    return product;
}

// x * 2^96 cut to N limbs
template <int N, int M>
[[maybe_unused]] inline Wide<N> shift_left_96(const Wide<M>& x) {
    Wide<N> y{};
#pragma GCC unroll 8
    for (int i = 1; i < N; i++) {
        const u64 above = i - 1 < M ? x.w[i - 1] : 0;
        const u64 below = i >= 2 && i - 2 < M ? x.w[i - 2] : 0;
        y.w[i] = above << 32 | below >> 32;
    }
    return y;
}

// a += b or a -= b; the result says whether it wrapped.
template <int N>
[[maybe_unused]] inline bool add_to(Wide<N>& a, const Wide<N>& b) {
    u64 carry = 0;
#pragma GCC unroll 8
    for (int i = 0; i < N; i++) {
        const u128 sum = static_cast<u128>(a.w[i]) + b.w[i] + carry;
        a.w[i] = low(sum);
        carry = high(sum);
    }
    return carry != 0;
}

template <int N>
[[maybe_unused]] inline bool subtract_from(Wide<N>& a, const Wide<N>& b) {
    u64 borrow = 0;
#pragma GCC unroll 8
    for (int i = 0; i < N; i++) {
        const u128 difference = static_cast<u128>(a.w[i]) - b.w[i] - borrow;
        a.w[i] = low(difference);
        borrow = high(difference) & 1;
    }
    return borrow != 0;
}

template <int N>
[[maybe_unused]] inline bool less(Wide<N> a, const Wide<N>& b) {
    return subtract_from(a, b);
}

template <int N>
[[maybe_unused]] inline void increment(Wide<N>& a) {
    for (int i = 0; i < N && ++a.w[i] == 0; i++) {
    }
}

enum class Rounding { Down, Up };

// num / den for a divisor whose top limb is den[V - 1] and a quotient below 2^(64 Q).
template <int Q, int V, int N>
[[maybe_unused]] inline Wide<Q> divide_by(const u64* num, const u64* den, Rounding rounding) {
    const int shift = std::countl_zero(den[V - 1]);
    u64 v[V + 1];
    u64 u[N + 1];
    shift_left<V>(v, den, shift);
    shift_left<N>(u, num, shift);
    Wide<Q> q{};
#pragma GCC unroll 8
    for (int i = (Q - 1 < N - V ? Q - 1 : N - V); i >= 0; i--) {
        if (u[i + V] != 0 || u[i + V - 1] >= v[V - 1]) q.w[i] = divide_digit<V>(u + i, v);
    }
    if (rounding == Rounding::Up) {
        u64 rest = 0;
        for (int i = 0; i < V; i++)
            rest |= u[i];
        if (rest != 0) increment(q);
    }
    return q;
}

// num / den, den != 0, the quotient (rounded up, if so) below 2^(64 Q).
template <int Q, int N, int D>
[[maybe_unused]] inline Wide<Q> divide(const Wide<N>& num, const Wide<D>& den, Rounding rounding) {
    static_assert(D <= 5 && D <= N);
    if constexpr (D >= 5)
        if (den.w[4] != 0) return divide_by<Q, 5, N>(num.w, den.w, rounding);
    if constexpr (D >= 4)
        if (den.w[3] != 0) return divide_by<Q, 4, N>(num.w, den.w, rounding);
    if constexpr (D >= 3)
        if (den.w[2] != 0) return divide_by<Q, 3, N>(num.w, den.w, rounding);
    if constexpr (D >= 2)
        if (den.w[1] != 0) return divide_by<Q, 2, N>(num.w, den.w, rounding);
    return divide_by<Q, 1, N>(num.w, den.w, rounding);
}

} // namespace
