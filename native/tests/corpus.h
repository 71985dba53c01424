// Reader of the text corpus: one case per line, hex numbers, '#' starts a comment. native/README.md has the
// format.
#pragma once

#include "fastarb_math.h"

#include <string>
#include <vector>

namespace corpus {

struct V2Case {
    std::string where; // file:line
    fastarb_u128 reserve_in, reserve_out, amount_in;
    uint32_t fee_pips;
    fastarb_u128 amount_out;
};

struct V3Case {
    std::string where;
    fastarb_swap_step step;
    uint8_t status;
    fastarb_swap_step_result result;
};

struct MoebiusCase {
    std::string where;
    std::vector<double> reserve_in, reserve_out, keep;
    double amount_in, profit;
};

struct Corpus {
    std::vector<V2Case> v2;
    std::vector<V3Case> v3;
    std::vector<MoebiusCase> moebius;
};

// Every *.txt in the folder, or the one file; a line it cannot read ends the program with that line's number.
Corpus read(const std::string& path);

} // namespace corpus
