#include "cases.h"
#include "oracle.h"
#include "path_test.h"

class V2AmountOut : public PathTest {
protected:
    std::vector<fastarb_u128> quote(const cases::V2Batch& b) const {
        std::vector<fastarb_u128> out(b.size());
        EXPECT_EQ(FASTARB_OK,
                  table.v2_amount_out(b.reserve_in.data(), b.reserve_out.data(), b.amount_in.data(),
                                      b.fee_pips.data(), out.data(), b.size()));
        return out;
    }

    void expect_as_the_oracle(const cases::V2Batch& b) const {
        const std::vector<fastarb_u128> out = quote(b);
        for (size_t i = 0; i < b.size(); i++) {
            const fastarb_u128 expected =
                oracle::v2_amount_out(b.reserve_in[i], b.reserve_out[i], b.amount_in[i], b.fee_pips[i]);
            ASSERT_TRUE(same_bits(expected, out[i])) << "case " << i;
        }
    }
};
RUN_ON_EVERY_PATH(V2AmountOut);

static const cases::u128 most = (cases::u128{1} << 112) - 1;

TEST_P(V2AmountOut, Known_quotes) {
    cases::V2Batch b;
    b.add(100, 100, 10, 3000);                                // 997 * 10 * 100 / (100000 + 9970)
    b.add(1000000000000, 2000000000000000, 5000000000, 3000); // 9920273674726...
    b.add(most, most, most, 0);                               // (2^112 - 1) / 2
    b.add(1, most, most, 0);                                  // most - 1
    b.add(most, 1, most, 999999);                             // less than one unit
    b.add(5, 7, 5, 1000000);                                  // nothing is kept: no quote
    const std::vector<fastarb_u128> out = quote(b);
    EXPECT_TRUE(same_bits(cases::limbs(9), out[0]));
    EXPECT_TRUE(same_bits(cases::limbs(cases::u128{4985000000} * 2000000000000000 / 1004985000000), out[1]));
    EXPECT_TRUE(same_bits(cases::limbs(most / 2), out[2]));
    EXPECT_TRUE(same_bits(cases::limbs(most - 1), out[3]));
    EXPECT_TRUE(same_bits(cases::limbs(0), out[4]));
    EXPECT_TRUE(same_bits(cases::limbs(0), out[5]));
}

TEST_P(V2AmountOut, What_is_no_quote_is_zero) {
    cases::V2Batch b;
    b.add(0, 5, 5, 3000);
    b.add(5, 0, 5, 3000);
    b.add(5, 5, 0, 3000);
    b.add(most + 1, 5000, 5000, 3000);
    b.add(5000, most + 1, 5000, 3000);
    b.add(5000, 5000, most + 1, 3000);
    b.add(5000, 5000, ~cases::u128{0}, 3000);
    b.add(5000, 5000, 5000, 1000000);
    b.add(5000, 5000, 5000, 0xffffffffu);
    for (const fastarb_u128& out : quote(b))
        EXPECT_TRUE(same_bits(cases::limbs(0), out));
}

TEST_P(V2AmountOut, All_triples_of_edge_numbers) {
    std::vector<cases::u128> edges = {0, 1, 2, 3, 999999, 1000000, 1000001, most - 1, most, most + 1};
    for (int bit : {20, 26, 32, 44, 51, 52, 53, 63, 64, 65, 71, 72, 73, 92, 104, 108, 111})
        for (int offset = -1; offset <= 1; offset++)
            edges.push_back((cases::u128{1} << bit) + static_cast<cases::u128>(offset));
    cases::V2Batch b;
    size_t turn = 0;
    const uint32_t fees[] = {0, 1, 3000, 999999};
    for (cases::u128 rin : edges)
        for (cases::u128 rout : edges)
            for (cases::u128 amount : edges)
                b.add(rin, rout, amount, fees[turn++ % 4]);
    const std::vector<fastarb_u128> out = quote(b);
    // the oracle is slow: every path against the scalar one here, a share against the oracle
    std::vector<fastarb_u128> scalar(b.size());
    opened(FASTARB_PATH_SCALAR)
        .v2_amount_out(b.reserve_in.data(), b.reserve_out.data(), b.amount_in.data(), b.fee_pips.data(),
                       scalar.data(), b.size());
    for (size_t i = 0; i < b.size(); i++) {
        ASSERT_TRUE(same_bits(scalar[i], out[i])) << "case " << i;
        if (i % 23 != 0) continue;
        ASSERT_TRUE(same_bits(
            oracle::v2_amount_out(b.reserve_in[i], b.reserve_out[i], b.amount_in[i], b.fee_pips[i]), out[i]))
            << "case " << i;
    }
}

TEST_P(V2AmountOut, Random_cases_of_all_sizes_are_as_the_oracle_says) {
    cases::Random random(20240601);
    expect_as_the_oracle(cases::v2(random, 4000));
}

TEST_P(V2AmountOut, Any_count_works_and_nothing_beyond_it_is_written) {
    cases::Random random(33);
    const fastarb_u128 untouched{0x1234, 0x5678};
    for (size_t n = 0; n <= 33; n++) {
        cases::V2Batch b = cases::v2(random, n);
        std::vector<fastarb_u128> out(n + 9, untouched);
        ASSERT_EQ(FASTARB_OK, table.v2_amount_out(b.reserve_in.data(), b.reserve_out.data(),
                                                  b.amount_in.data(), b.fee_pips.data(), out.data(), n));
        for (size_t i = 0; i < n; i++)
            EXPECT_TRUE(same_bits(
                oracle::v2_amount_out(b.reserve_in[i], b.reserve_out[i], b.amount_in[i], b.fee_pips[i]),
                out[i]));
        for (size_t i = n; i < out.size(); i++)
            EXPECT_TRUE(same_bits(untouched, out[i])) << n;
    }
}

TEST_P(V2AmountOut, Pointers_need_no_alignment) {
    cases::Random random(7);
    const cases::V2Batch b = cases::v2(random, 21);
    Misaligned<fastarb_u128> rin(b.reserve_in), rout(b.reserve_out), amount(b.amount_in), out(b.size());
    Misaligned<uint32_t> fee(b.fee_pips);
    ASSERT_EQ(FASTARB_OK,
              table.v2_amount_out(rin.data(), rout.data(), amount.data(), fee.data(), out.data(), 21));
    const std::vector<fastarb_u128> aligned = quote(b);
    for (size_t i = 0; i < 21; i++)
        EXPECT_TRUE(same_bits(aligned[i], out.values()[i]));
}

TEST_P(V2AmountOut, A_missing_buffer_is_a_bad_argument_unless_there_is_nothing_to_do) {
    const fastarb_u128 x{5, 0};
    const uint32_t fee = 3000;
    fastarb_u128 out;
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.v2_amount_out(nullptr, &x, &x, &fee, &out, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.v2_amount_out(&x, nullptr, &x, &fee, &out, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.v2_amount_out(&x, &x, nullptr, &fee, &out, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.v2_amount_out(&x, &x, &x, nullptr, &out, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.v2_amount_out(&x, &x, &x, &fee, nullptr, 1));
    EXPECT_EQ(FASTARB_OK, table.v2_amount_out(nullptr, nullptr, nullptr, nullptr, nullptr, 0));
}
