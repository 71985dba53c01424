#include "big.h"

#include <gtest/gtest.h>

using oracle::Big;

TEST(Oracle, Quotient_times_divisor_plus_rest_is_the_dividend) {
    const Big a = Big::from_hex("fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543211");
    for (const char* digits :
         {"1", "3", "ffffffff", "100000000", "123456789abcdef01234567", "fedcba9876543210"}) {
        const Big b = Big::from_hex(digits);
        EXPECT_EQ(a, a / b * b + a % b);
        EXPECT_LT(a % b, b);
    }
}

TEST(Oracle, Hex_goes_there_and_back) {
    for (const char* digits : {"0", "1", "f0", "100000000", "deadbeef00000000000000000000000000000001"})
        EXPECT_EQ(digits, Big::from_hex(digits).hex());
}

TEST(Oracle, Shifts_and_powers_agree_with_multiplication) {
    const Big x = Big::from_hex("123456789abcdef0fedcba987654321");
    EXPECT_EQ(x * Big::power_of_two(96), x << 96);
    EXPECT_EQ(x, oracle::modulo_power((x << 160) + x, 160));
}
