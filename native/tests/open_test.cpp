#include "opened.h"

#include <gtest/gtest.h>

TEST(Open, The_scalar_path_runs_everywhere) {
    fastarb_math_table table{};
    EXPECT_EQ(FASTARB_OK, fastarb_math_open(FASTARB_MATH_ABI, FASTARB_PATH_SCALAR, &table));
    EXPECT_EQ(FASTARB_MATH_ABI, table.abi);
    EXPECT_EQ(FASTARB_PATH_SCALAR, table.path);
    EXPECT_TRUE(table.v2_amount_out && table.v3_swap_step && table.moebius_optimum);
}

TEST(Open, Best_is_the_last_supported_path_and_the_table_names_it) {
    EXPECT_EQ(supported_paths().back(), opened(FASTARB_PATH_BEST).path);
}

TEST(Open, Another_abi_is_refused_and_the_table_left_alone) {
    fastarb_math_table table{};
    EXPECT_EQ(FASTARB_WRONG_ABI, fastarb_math_open(FASTARB_MATH_ABI + 1, FASTARB_PATH_SCALAR, &table));
    EXPECT_EQ(nullptr, table.v2_amount_out);
    EXPECT_EQ(FASTARB_MATH_ABI, fastarb_math_abi());
}

TEST(Open, An_unknown_path_is_refused) {
    fastarb_math_table table{};
    EXPECT_EQ(FASTARB_UNKNOWN_PATH, fastarb_math_open(FASTARB_MATH_ABI, -1, &table));
    EXPECT_EQ(FASTARB_UNKNOWN_PATH, fastarb_math_open(FASTARB_MATH_ABI, 4, &table));
}

TEST(Open, A_missing_table_is_a_bad_argument) {
    EXPECT_EQ(FASTARB_BAD_ARGUMENT, fastarb_math_open(FASTARB_MATH_ABI, FASTARB_PATH_BEST, nullptr));
}

TEST(Open, The_layouts_are_the_documented_ones) {
    EXPECT_EQ(16u, sizeof(fastarb_u128));
    EXPECT_EQ(32u, sizeof(fastarb_u256));
    EXPECT_EQ(128u, sizeof(fastarb_swap_step));
    EXPECT_EQ(128u, sizeof(fastarb_swap_step_result));
    EXPECT_EQ(96u, offsetof(fastarb_swap_step, liquidity));
    EXPECT_EQ(112u, offsetof(fastarb_swap_step, fee_pips));
    EXPECT_EQ(8 + 3 * sizeof(void*), sizeof(fastarb_math_table));
}
