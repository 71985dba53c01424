#include "big.h"

#include <bit>
#include <cstdio>
#include <cstdlib>

namespace oracle {
namespace {

[[noreturn]] void fail(const char* why) {
    std::fprintf(stderr, "oracle: %s\n", why);
    std::abort();
}

struct QuotientAndRest {
    Big quotient, rest;
};

// One bit at a time.
QuotientAndRest long_division(const Big& a, const Big& b) {
    if (b == Big{}) fail("division by zero");
    QuotientAndRest r;
    for (int i = a.bit_length() - 1; i >= 0; i--) {
        r.rest = r.rest << 1;
        r.rest.word[0] |= a.word[static_cast<size_t>(i / 32)] >> (i % 32) & 1;
        if (r.rest >= b) {
            r.rest = r.rest - b;
            r.quotient.word[static_cast<size_t>(i / 32)] |= 1u << (i % 32);
        }
    }
    return r;
}

} // namespace

Big::Big(const fastarb_u128& x) : Big(x.lo) {
    word[2] = static_cast<std::uint32_t>(x.hi);
    word[3] = static_cast<std::uint32_t>(x.hi >> 32);
}

Big::Big(const fastarb_u256& x) {
    for (size_t i = 0; i < 4; i++) {
        word[2 * i] = static_cast<std::uint32_t>(x.limb[i]);
        word[2 * i + 1] = static_cast<std::uint32_t>(x.limb[i] >> 32);
    }
}

Big Big::from_hex(const std::string& digits) {
    Big x;
    for (char c : digits) {
        int digit;
        if (c >= '0' && c <= '9')
            digit = c - '0';
        else if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else
            fail("not a lower-case hex digit");
        x = (x << 4) + Big(static_cast<std::uint64_t>(digit));
    }
    return x;
}

Big Big::power_of_two(int exponent) {
    return Big(1) << exponent;
}

int Big::bit_length() const {
    for (int i = words - 1; i >= 0; i--) {
        const std::uint32_t w = word[static_cast<size_t>(i)];
        if (w != 0) return 32 * i + static_cast<int>(std::bit_width(w));
    }
    return 0;
}

fastarb_u256 Big::to_u256() const {
    if (bit_length() > 256) fail("more than 256 bits");
    fastarb_u256 x;
    for (size_t i = 0; i < 4; i++)
        x.limb[i] = word[2 * i] | static_cast<std::uint64_t>(word[2 * i + 1]) << 32;
    return x;
}

fastarb_u128 Big::to_u128() const {
    if (bit_length() > 128) fail("more than 128 bits");
    const fastarb_u256 x = to_u256();
    return {x.limb[0], x.limb[1]};
}

std::string Big::hex() const {
    std::string text;
    for (int nibble = (bit_length() + 3) / 4 - 1; nibble >= 0; nibble--)
        text += "0123456789abcdef"[word[static_cast<size_t>(nibble / 8)] >> (nibble % 8 * 4) & 15];
    return text.empty() ? "0" : text;
}

bool Big::operator<(const Big& b) const {
    for (size_t i = words; i-- > 0;)
        if (word[i] != b.word[i]) return word[i] < b.word[i];
    return false;
}

Big operator+(const Big& a, const Big& b) {
    Big sum;
    std::uint64_t carry = 0;
    for (size_t i = 0; i < Big::words; i++) {
        carry += static_cast<std::uint64_t>(a.word[i]) + b.word[i];
        sum.word[i] = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    }
    if (carry != 0) fail("sum too large");
    return sum;
}

Big operator-(const Big& a, const Big& b) {
    Big difference;
    std::int64_t borrow = 0;
    for (size_t i = 0; i < Big::words; i++) {
        borrow += static_cast<std::int64_t>(a.word[i]) - b.word[i];
        difference.word[i] = static_cast<std::uint32_t>(borrow);
        borrow >>= 32;
    }
    if (borrow != 0) fail("negative difference");
    return difference;
}

Big operator*(const Big& a, const Big& b) {
    if (a.bit_length() + b.bit_length() > 32 * Big::words) fail("product too large");
    Big product;
    for (size_t i = 0; i < Big::words; i++) {
        std::uint64_t carry = 0;
        for (size_t j = 0; i + j < Big::words; j++) {
            carry += static_cast<std::uint64_t>(a.word[i]) * b.word[j] + product.word[i + j];
            product.word[i + j] = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }
    return product;
}

Big operator/(const Big& a, const Big& b) {
    return long_division(a, b).quotient;
}

Big operator%(const Big& a, const Big& b) {
    return long_division(a, b).rest;
}

Big operator<<(const Big& a, int bits) {
    if (a.bit_length() + bits > 32 * Big::words) fail("shift too far");
    Big x;
    const int whole = bits / 32;
    const int part = bits % 32;
    for (int i = whole; i < Big::words; i++) {
        const std::uint64_t above = a.word[static_cast<size_t>(i - whole)];
        const std::uint64_t below = i > whole ? a.word[static_cast<size_t>(i - whole - 1)] : 0;
        x.word[static_cast<size_t>(i)] = static_cast<std::uint32_t>((above << 32 | below) << part >> 32);
    }
    return x;
}

Big modulo_power(const Big& a, int bits) {
    Big x = a;
    for (int i = bits; i < 32 * Big::words; i++)
        x.word[static_cast<size_t>(i / 32)] &= ~(1u << (i % 32));
    return x;
}

} // namespace oracle
