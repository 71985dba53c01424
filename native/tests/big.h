// Plain schoolbook arithmetic on 32-bit words, for the oracle: slow, obvious, and nothing in common with
// native/src.
#pragma once

#include "fastarb_math.h"

#include <array>
#include <cstdint>
#include <string>

namespace oracle {

// An unsigned number below 2^1024; whatever would not fit aborts.
struct Big {
    static constexpr int words = 32;
    std::array<std::uint32_t, words> word{};

    Big() = default;
    Big(std::uint64_t x) : word{static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(x >> 32)} {}
    explicit Big(const fastarb_u128& x);
    explicit Big(const fastarb_u256& x);

    static Big from_hex(const std::string& digits);
    static Big power_of_two(int exponent);

    int bit_length() const;
    fastarb_u128 to_u128() const; // aborts where it does not fit
    fastarb_u256 to_u256() const;
    std::string hex() const;

    bool operator==(const Big&) const = default;
    bool operator<(const Big& b) const;
    bool operator>(const Big& b) const { return b < *this; }
    bool operator<=(const Big& b) const { return !(b < *this); }
    bool operator>=(const Big& b) const { return !(*this < b); }
};

Big operator+(const Big& a, const Big& b);
Big operator-(const Big& a, const Big& b); // aborts for a < b
Big operator*(const Big& a, const Big& b);
Big operator/(const Big& a, const Big& b); // aborts for b = 0
Big operator%(const Big& a, const Big& b);
Big operator<<(const Big& a, int bits);
Big modulo_power(const Big& a, int bits); // a mod 2^bits

} // namespace oracle
