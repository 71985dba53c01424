#include "cases.h"
#include "oracle.h"
#include "path_test.h"

#include <cmath>

class MoebiusOptimum : public PathTest {
protected:
    void expect_as_the_oracle(const cases::MoebiusBatch& b) const {
        const size_t n = b.routes;
        std::vector<double> amount_in(n + 9, 77), profit(n + 9, 77);
        ASSERT_EQ(FASTARB_OK, table.moebius_optimum(b.reserve_in.data(), b.reserve_out.data(), b.keep.data(),
                                                    b.legs, amount_in.data(), profit.data(), n));
        for (size_t route = 0; route < n; route++) {
            double rin[8], rout[8], keep[8];
            for (size_t leg = 0; leg < b.legs; leg++) {
                rin[leg] = b.reserve_in[leg * n + route];
                rout[leg] = b.reserve_out[leg * n + route];
                keep[leg] = b.keep[leg * n + route];
            }
            const oracle::Optimum best = oracle::moebius_optimum(rin, rout, keep, b.legs);
            ASSERT_TRUE(same_bits(best.amount_in, amount_in[route])) << "route " << route << " of " << n;
            ASSERT_TRUE(same_bits(best.profit, profit[route])) << "route " << route << " of " << n;
        }
        for (size_t i = n; i < n + 9; i++) {
            EXPECT_EQ(77, amount_in[i]);
            EXPECT_EQ(77, profit[i]);
        }
    }
};
RUN_ON_EVERY_PATH(MoebiusOptimum);

TEST_P(MoebiusOptimum, One_leg_without_a_fee_has_a_closed_form) {
    const double rin = 100, rout = 400, keep = 1; // A = 400, B = 100, C = 1: x = (sqrt(A B) - B) / C
    double x, gain;
    ASSERT_EQ(FASTARB_OK, table.moebius_optimum(&rin, &rout, &keep, 1, &x, &gain, 1));
    EXPECT_EQ(100, x);
    EXPECT_EQ(100, gain);
}

TEST_P(MoebiusOptimum, A_route_that_loses_answers_plus_zero) {
    const double rin[] = {100, 100}, rout[] = {100, 100}, keep[] = {0.997, 0.997};
    double x = 1, gain = 1;
    ASSERT_EQ(FASTARB_OK, table.moebius_optimum(rin, rout, keep, 2, &x, &gain, 1));
    EXPECT_TRUE(same_bits(0.0, x));
    EXPECT_TRUE(same_bits(0.0, gain));
}

TEST_P(MoebiusOptimum, Any_count_of_any_legs_gives_the_oracle_s_bits) {
    cases::Random random(35);
    for (size_t legs = 1; legs <= 8; legs++)
        for (size_t n = 0; n <= 33; n++)
            expect_as_the_oracle(cases::moebius(random, legs, n));
}

TEST_P(MoebiusOptimum, Any_doubles_at_all_give_the_oracle_s_bits) {
    cases::Random random(36);
    for (size_t legs = 1; legs <= 8; legs++) {
        cases::MoebiusBatch b = cases::moebius(random, legs, 500);
        for (auto* values : {&b.reserve_in, &b.reserve_out, &b.keep})
            for (double& x : *values)
                if (random.below(4) == 0) x = random.real();
        expect_as_the_oracle(b);
    }
}

TEST_P(MoebiusOptimum, Pointers_need_no_alignment) {
    cases::Random random(9);
    const cases::MoebiusBatch b = cases::moebius_plausible(random, 3, 21);
    Misaligned<double> rin(b.reserve_in), rout(b.reserve_out), keep(b.keep), x(21), gain(21);
    ASSERT_EQ(FASTARB_OK,
              table.moebius_optimum(rin.data(), rout.data(), keep.data(), 3, x.data(), gain.data(), 21));
    std::vector<double> aligned_x(21), aligned_gain(21);
    table.moebius_optimum(b.reserve_in.data(), b.reserve_out.data(), b.keep.data(), 3, aligned_x.data(),
                          aligned_gain.data(), 21);
    EXPECT_EQ(aligned_x, x.values());
    EXPECT_EQ(aligned_gain, gain.values());
}

TEST_P(MoebiusOptimum, Missing_buffers_and_wrong_leg_counts_are_bad_arguments) {
    double x = 1;
    double gain;
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.moebius_optimum(&x, &x, &x, 0, &x, &gain, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.moebius_optimum(&x, &x, &x, 9, &x, &gain, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.moebius_optimum(nullptr, &x, &x, 1, &x, &gain, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.moebius_optimum(&x, nullptr, &x, 1, &x, &gain, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.moebius_optimum(&x, &x, nullptr, 1, &x, &gain, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.moebius_optimum(&x, &x, &x, 1, nullptr, &gain, 1));
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, table.moebius_optimum(&x, &x, &x, 1, &x, nullptr, 1));
    EXPECT_EQ(FASTARB_OK, table.moebius_optimum(nullptr, nullptr, nullptr, 3, nullptr, nullptr, 0));
}
