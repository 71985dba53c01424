#include "cases.h"
#include "oracle.h"
#include "path_test.h"

class V3SwapStep : public PathTest {
protected:
    oracle::SwapStep run(const fastarb_swap_step& step) const {
        oracle::SwapStep done;
        EXPECT_EQ(FASTARB_OK, table.v3_swap_step(&step, &done.result, &done.status, 1));
        return done;
    }

    void expect_as_the_oracle(const std::vector<fastarb_swap_step>& steps) const {
        std::vector<fastarb_swap_step_result> results(steps.size());
        std::vector<uint8_t> status(steps.size());
        ASSERT_EQ(FASTARB_OK, table.v3_swap_step(steps.data(), results.data(), status.data(), steps.size()));
        for (size_t i = 0; i < steps.size(); i++) {
            const oracle::SwapStep expected = oracle::v3_swap_step(steps[i]);
            ASSERT_EQ(expected.status, status[i]) << "case " << i;
            ASSERT_TRUE(same_bits(expected.result, results[i])) << "case " << i;
        }
    }
};
RUN_ON_EVERY_PATH(V3SwapStep);

static fastarb_u256 small(uint64_t x) {
    return {{x, 0, 0, 0}};
}

static fastarb_u256 minus(uint64_t x) { // x > 0
    return {{~x + 1, ~0ull, ~0ull, ~0ull}};
}

static fastarb_swap_step ordinary() {
    fastarb_swap_step step{};
    step.sqrt_price_current = {{0, 0x100000000u, 0, 0}}; // 2^96: price 1
    step.sqrt_price_target = {{0, 0x0ff000000u, 0, 0}};
    step.liquidity = {1000000000000000000u, 0};
    step.amount_remaining = small(1000000);
    step.fee_pips = 3000;
    return step;
}

TEST_P(V3SwapStep, A_small_exact_input_takes_its_fee_and_stops_short_of_the_target) {
    const oracle::SwapStep done = run(ordinary());
    EXPECT_EQ(FASTARB_STEP_OK, done.status);
    EXPECT_EQ(997000u, done.result.amount_in.limb[0]);
    EXPECT_EQ(3000u, done.result.fee_amount.limb[0]);
    EXPECT_EQ(996999u, done.result.amount_out.limb[0]);
}

TEST_P(V3SwapStep, A_small_exact_output_is_given_in_full) {
    fastarb_swap_step step = ordinary();
    step.amount_remaining = minus(1000000);
    const oracle::SwapStep done = run(step);
    EXPECT_EQ(FASTARB_STEP_OK, done.status);
    EXPECT_EQ(1000000u, done.result.amount_out.limb[0]);
    EXPECT_EQ(1000001u, done.result.amount_in.limb[0]);
    EXPECT_EQ(3010u, done.result.fee_amount.limb[0]);
}

TEST_P(V3SwapStep, A_price_of_161_bits_or_a_fee_above_the_whole_is_bad_input) {
    fastarb_swap_step step = ordinary();
    step.sqrt_price_current.limb[2] = 1ull << 32;
    EXPECT_EQ(FASTARB_STEP_BAD_INPUT, run(step).status);
    step = ordinary();
    step.sqrt_price_target.limb[3] = 1;
    EXPECT_EQ(FASTARB_STEP_BAD_INPUT, run(step).status);
    step = ordinary();
    step.fee_pips = 1000001;
    EXPECT_EQ(FASTARB_STEP_BAD_INPUT, run(step).status);
    EXPECT_TRUE(same_bits(fastarb_swap_step_result{}, run(step).result));
}

TEST_P(V3SwapStep, A_revert_leaves_zeros) {
    fastarb_swap_step step = ordinary();
    step.sqrt_price_target = small(0); // amount0 divides by it
    const oracle::SwapStep done = run(step);
    EXPECT_EQ(FASTARB_STEP_REVERTED, done.status);
    EXPECT_TRUE(same_bits(fastarb_swap_step_result{}, done.result));
    step = ordinary();
    step.fee_pips = 1000000;
    step.amount_remaining = minus(1);
    EXPECT_EQ(FASTARB_STEP_REVERTED, run(step).status);
}

TEST_P(V3SwapStep, All_mixtures_of_edge_numbers_are_as_the_oracle_says) {
    const fastarb_u256 prices[] = {small(0),
                                   small(1),
                                   small(2),
                                   small(~0ull),
                                   {{0, 1, 0, 0}},
                                   {{4295128739u, 0, 0, 0}},
                                   {{0, 1u << 16}},
                                   {{0, 1ull << 32}},
                                   {{~0ull, ~0ull, 0, 0}},
                                   {{0, 0, 1, 0}},
                                   {{1, 1ull << 32}},
                                   {{0x5d951d5263988d26u, 0xefd1fc6a50648849u, 0xfffd8963u, 0}},
                                   {{~0ull, ~0ull, 0xffffffffu, 0}}};
    const fastarb_u128 liquidity[] = {{0, 0}, {1, 0}, {1ull << 40, 0}, {0, 1}, {~0ull, ~0ull}};
    const fastarb_u256 amounts[] = {small(0),
                                    small(1),
                                    minus(1),
                                    small(1ull << 60),
                                    minus(1ull << 60),
                                    {{0, 0, 1, 0}},
                                    {{0, 0, 0, 1ull << 63}},
                                    {{~0ull, ~0ull, ~0ull, ~0ull >> 1}}};
    std::vector<fastarb_swap_step> steps;
    const uint32_t fees[] = {0, 3000, 1000000};
    size_t turn = 0;
    for (const auto& current : prices)
        for (const auto& target : prices)
            for (const auto& l : liquidity)
                for (const auto& amount : amounts)
                    steps.push_back({current, target, amount, l, fees[turn++ % 3], {}});
    expect_as_the_oracle(steps);
}

TEST_P(V3SwapStep, Random_cases_of_all_sizes_are_as_the_oracle_says) {
    cases::Random random(20240602);
    expect_as_the_oracle(cases::v3(random, 6000));
}

TEST_P(V3SwapStep, Plausible_cases_are_as_the_oracle_says) {
    cases::Random random(20240603);
    expect_as_the_oracle(cases::v3_plausible(random, 2000));
}

TEST_P(V3SwapStep, Any_count_works_and_nothing_beyond_it_is_written) {
    cases::Random random(34);
    fastarb_swap_step_result untouched;
    std::memset(&untouched, 0x5a, sizeof untouched);
    for (size_t n = 0; n <= 33; n++) {
        const std::vector<fastarb_swap_step> steps = cases::v3(random, n);
        std::vector<fastarb_swap_step_result> results(n + 9, untouched);
        std::vector<uint8_t> status(n + 9, 77);
        ASSERT_EQ(FASTARB_OK, table.v3_swap_step(steps.data(), results.data(), status.data(), n));
        for (size_t i = 0; i < n; i++) {
            const oracle::SwapStep expected = oracle::v3_swap_step(steps[i]);
            EXPECT_EQ(expected.status, status[i]);
            EXPECT_TRUE(same_bits(expected.result, results[i]));
        }
        for (size_t i = n; i < n + 9; i++) {
            EXPECT_EQ(77, status[i]);
            EXPECT_TRUE(same_bits(untouched, results[i]));
        }
    }
}

TEST_P(V3SwapStep, Pointers_need_no_alignment) {
    cases::Random random(8);
    const std::vector<fastarb_swap_step> steps = cases::v3(random, 21);
    Misaligned<fastarb_swap_step> from(steps);
    Misaligned<fastarb_swap_step_result> to(steps.size());
    std::vector<uint8_t> status(steps.size());
    ASSERT_EQ(FASTARB_OK, table.v3_swap_step(from.data(), to.data(), status.data(), steps.size()));
    for (size_t i = 0; i < steps.size(); i++)
        EXPECT_TRUE(same_bits(run(steps[i]).result, to.values()[i]));
}

TEST_P(V3SwapStep, A_missing_buffer_is_a_bad_argument_unless_there_is_nothing_to_do) {
    const fastarb_swap_step step = ordinary();
    fastarb_swap_step_result result;
    uint8_t status;
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.v3_swap_step(nullptr, &result, &status, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.v3_swap_step(&step, nullptr, &status, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.v3_swap_step(&step, &result, nullptr, 1));
    EXPECT_EQ(FASTARB_OK, table.v3_swap_step(nullptr, nullptr, nullptr, 0));
}
