#include "corpus.h"
#include "oracle.h"
#include "path_test.h"

// FASTARB_CORPUS in the environment points to another corpus, for example one that the managed oracle has
// written.
static const corpus::Corpus& vectors() {
    static const corpus::Corpus all = [] {
        const char* other = std::getenv("FASTARB_CORPUS");
        return corpus::read(other ? other : FASTARB_CORPUS);
    }();
    return all;
}

class Corpus : public PathTest {};
RUN_ON_EVERY_PATH(Corpus);

TEST_P(Corpus, V2_quotes_are_those_of_the_chain) {
    for (const corpus::V2Case& c : vectors().v2) {
        fastarb_u128 out;
        ASSERT_EQ(FASTARB_OK,
                  table.v2_amount_out(&c.reserve_in, &c.reserve_out, &c.amount_in, &c.fee_pips, &out, 1));
        EXPECT_TRUE(same_bits(c.amount_out, out)) << c.where;
        EXPECT_TRUE(same_bits(c.amount_out,
                              oracle::v2_amount_out(c.reserve_in, c.reserve_out, c.amount_in, c.fee_pips)))
            << c.where;
    }
}

TEST_P(Corpus, V3_steps_are_those_of_the_chain) {
    for (const corpus::V3Case& c : vectors().v3) {
        fastarb_swap_step_result result;
        uint8_t status;
        ASSERT_EQ(FASTARB_OK, table.v3_swap_step(&c.step, &result, &status, 1));
        EXPECT_EQ(c.status, status) << c.where;
        EXPECT_TRUE(same_bits(c.result, result)) << c.where;
    }
}

TEST_P(Corpus, V3_steps_in_one_batch_are_those_of_the_chain) {
    std::vector<fastarb_swap_step> steps;
    for (const corpus::V3Case& c : vectors().v3)
        steps.push_back(c.step);
    std::vector<fastarb_swap_step_result> results(steps.size());
    std::vector<uint8_t> status(steps.size());
    ASSERT_EQ(FASTARB_OK, table.v3_swap_step(steps.data(), results.data(), status.data(), steps.size()));
    for (size_t i = 0; i < steps.size(); i++) {
        EXPECT_EQ(vectors().v3[i].status, status[i]) << vectors().v3[i].where;
        EXPECT_TRUE(same_bits(vectors().v3[i].result, results[i])) << vectors().v3[i].where;
    }
}

TEST_P(Corpus, Moebius_optima_are_those_of_the_other_language) {
    for (const corpus::MoebiusCase& c : vectors().moebius) {
        double x, gain;
        ASSERT_EQ(FASTARB_OK, table.moebius_optimum(c.reserve_in.data(), c.reserve_out.data(), c.keep.data(),
                                                    c.keep.size(), &x, &gain, 1));
        EXPECT_TRUE(same_bits(c.amount_in, x)) << c.where;
        EXPECT_TRUE(same_bits(c.profit, gain)) << c.where;
    }
}

TEST(CorpusOracle, The_oracle_gives_the_chain_s_swap_steps) {
    for (const corpus::V3Case& c : vectors().v3) {
        const oracle::SwapStep expected = oracle::v3_swap_step(c.step);
        EXPECT_EQ(c.status, expected.status) << c.where;
        EXPECT_TRUE(same_bits(c.result, expected.result)) << c.where;
    }
}
