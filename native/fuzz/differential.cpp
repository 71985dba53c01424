// Differential fuzzer: every path against the scalar path, a share of the cases against the schoolbook
// oracle.
//   fastarb_math_differential [--seed N] [--cases N] [--op v2|v3|moebius] [--corpus DIR]
// Runs the corpus first, then N random cases per operation. The first mismatch is printed as a corpus line
// with both answers, and the exit code is 1.
#include "big.h"
#include "cases.h"
#include "corpus.h"
#include "opened.h"
#include "oracle.h"

#include <bit>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <initializer_list>

namespace {

constexpr size_t batch_most = 1024;
constexpr size_t oracle_share = 997; // one case in so many: the oracle is a thousand times slower

struct Run {
    std::uint64_t seed = 0;
    std::uint64_t cases = 1000000;
    std::string op;
    std::string corpus;
    std::vector<fastarb_math_table> tables; // the scalar one first

    bool wants(const char* name) const { return op.empty() || op == name; }
};

template <class T>
bool same(const T& a, const T& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}

std::string hex(const fastarb_u128& x) {
    return oracle::Big(x).hex();
}

std::string hex(const fastarb_u256& x) {
    return oracle::Big(x).hex();
}

std::string hex(std::uint64_t x) {
    return oracle::Big(x).hex();
}

std::string hex(std::uint32_t x) {
    return oracle::Big(x).hex();
}

std::string hex(double x) {
    return hex(std::bit_cast<std::uint64_t>(x));
}

std::string words(std::initializer_list<std::string> all) {
    std::string text;
    for (const std::string& word : all) {
        if (!text.empty()) text += ' ';
        text += word;
    }
    return text;
}

[[noreturn]] void mismatch(const std::string& where, const std::string& who, const std::string& input,
                           const std::string& expected, const std::string& got) {
    std::printf("MISMATCH: %s on %s\n  %s\n  expected %s\n  got      %s\n", who.c_str(), where.c_str(),
                input.c_str(), expected.c_str(), got.c_str());
    std::exit(1);
}

// v2

std::string line(const cases::V2Batch& b, size_t i) {
    return words(
        {"v2", hex(b.reserve_in[i]), hex(b.reserve_out[i]), hex(b.amount_in[i]), hex(b.fee_pips[i])});
}

std::vector<fastarb_u128> answers(const fastarb_math_table& table, const cases::V2Batch& b) {
    std::vector<fastarb_u128> out(b.size(), fastarb_u128{~0ull, ~0ull});
    if (table.v2_amount_out(b.reserve_in.data(), b.reserve_out.data(), b.amount_in.data(), b.fee_pips.data(),
                            out.data(), b.size()) != FASTARB_OK)
        std::abort();
    return out;
}

void check(const Run& run, const cases::V2Batch& b, const std::string& where) {
    const std::vector<fastarb_u128> expected = answers(run.tables[0], b);
    for (size_t i = b.size() % 7; i < b.size(); i += oracle_share) {
        const fastarb_u128 truth =
            oracle::v2_amount_out(b.reserve_in[i], b.reserve_out[i], b.amount_in[i], b.fee_pips[i]);
        if (!same(truth, expected[i])) mismatch(where, "Scalar", line(b, i), hex(truth), hex(expected[i]));
    }
    for (const fastarb_math_table& table : run.tables) {
        const std::vector<fastarb_u128> got = answers(table, b);
        for (size_t i = 0; i < b.size(); i++)
            if (!same(expected[i], got[i]))
                mismatch(where, path_name(table.path), line(b, i), hex(expected[i]), hex(got[i]));
    }
}

void check_corpus(const Run& run, const std::vector<corpus::V2Case>& all) {
    for (const corpus::V2Case& c : all) {
        cases::V2Batch one;
        one.reserve_in = {c.reserve_in};
        one.reserve_out = {c.reserve_out};
        one.amount_in = {c.amount_in};
        one.fee_pips = {c.fee_pips};
        check(run, one, c.where);
        const fastarb_u128 got = answers(run.tables[0], one)[0];
        if (!same(c.amount_out, got)) mismatch(c.where, "Scalar", line(one, 0), hex(c.amount_out), hex(got));
    }
}

// v3

std::string line(const fastarb_swap_step& s) {
    return words({"v3", hex(s.sqrt_price_current), hex(s.sqrt_price_target), hex(s.liquidity),
                  hex(s.amount_remaining), hex(s.fee_pips)});
}

std::string text(const oracle::SwapStep& s) {
    return words({hex(std::uint32_t{s.status}), hex(s.result.sqrt_price_next), hex(s.result.amount_in),
                  hex(s.result.amount_out), hex(s.result.fee_amount)});
}

std::vector<oracle::SwapStep> answers(const fastarb_math_table& table,
                                      const std::vector<fastarb_swap_step>& steps) {
    std::vector<fastarb_swap_step_result> results(steps.size());
    std::vector<uint8_t> status(steps.size(), 255);
    if (table.v3_swap_step(steps.data(), results.data(), status.data(), steps.size()) != FASTARB_OK)
        std::abort();
    std::vector<oracle::SwapStep> both(steps.size());
    for (size_t i = 0; i < steps.size(); i++)
        both[i] = {status[i], results[i]};
    return both;
}

bool same_step(const oracle::SwapStep& a, const oracle::SwapStep& b) {
    return a.status == b.status && same(a.result, b.result);
}

void check(const Run& run, const std::vector<fastarb_swap_step>& steps, const std::string& where) {
    const std::vector<oracle::SwapStep> expected = answers(run.tables[0], steps);
    for (size_t i = steps.size() % 7; i < steps.size(); i += oracle_share) {
        const oracle::SwapStep truth = oracle::v3_swap_step(steps[i]);
        if (!same_step(truth, expected[i]))
            mismatch(where, "Scalar", line(steps[i]), text(truth), text(expected[i]));
    }
    for (const fastarb_math_table& table : run.tables) {
        const std::vector<oracle::SwapStep> got = answers(table, steps);
        for (size_t i = 0; i < steps.size(); i++)
            if (!same_step(expected[i], got[i]))
                mismatch(where, path_name(table.path), line(steps[i]), text(expected[i]), text(got[i]));
    }
}

void check_corpus(const Run& run, const std::vector<corpus::V3Case>& all) {
    for (const corpus::V3Case& c : all) {
        check(run, {c.step}, c.where);
        const oracle::SwapStep got = answers(run.tables[0], {c.step})[0];
        const oracle::SwapStep truth{c.status, c.result};
        if (!same_step(truth, got)) mismatch(c.where, "Scalar", line(c.step), text(truth), text(got));
    }
}

// moebius

std::string line(const cases::MoebiusBatch& b, size_t route) {
    std::string text = words({"moebius", hex(std::uint64_t{b.legs})});
    for (size_t leg = 0; leg < b.legs; leg++) {
        const size_t i = leg * b.routes + route;
        text = words({text, hex(b.reserve_in[i]), hex(b.reserve_out[i]), hex(b.keep[i])});
    }
    return text;
}

struct Optima {
    std::vector<double> amount_in, profit;
    std::string text(size_t i) const { return words({hex(amount_in[i]), hex(profit[i])}); }
};

Optima answers(const fastarb_math_table& table, const cases::MoebiusBatch& b) {
    Optima all{std::vector<double>(b.routes, -1), std::vector<double>(b.routes, -1)};
    if (table.moebius_optimum(b.reserve_in.data(), b.reserve_out.data(), b.keep.data(), b.legs,
                              all.amount_in.data(), all.profit.data(), b.routes) != FASTARB_OK)
        std::abort();
    return all;
}

void check(const Run& run, const cases::MoebiusBatch& b, const std::string& where) {
    const Optima expected = answers(run.tables[0], b);
    for (size_t route = 0; route < b.routes; route += 16) { // this oracle is fast
        double rin[8], rout[8], keep[8];
        for (size_t leg = 0; leg < b.legs; leg++) {
            rin[leg] = b.reserve_in[leg * b.routes + route];
            rout[leg] = b.reserve_out[leg * b.routes + route];
            keep[leg] = b.keep[leg * b.routes + route];
        }
        const oracle::Optimum truth = oracle::moebius_optimum(rin, rout, keep, b.legs);
        if (!same(truth.amount_in, expected.amount_in[route]) || !same(truth.profit, expected.profit[route]))
            mismatch(where, "Scalar", line(b, route), words({hex(truth.amount_in), hex(truth.profit)}),
                     expected.text(route));
    }
    for (const fastarb_math_table& table : run.tables) {
        const Optima got = answers(table, b);
        for (size_t i = 0; i < b.routes; i++)
            if (!same(expected.amount_in[i], got.amount_in[i]) || !same(expected.profit[i], got.profit[i]))
                mismatch(where, path_name(table.path), line(b, i), expected.text(i), got.text(i));
    }
}

void check_corpus(const Run& run, const std::vector<corpus::MoebiusCase>& all) {
    for (const corpus::MoebiusCase& c : all) {
        const cases::MoebiusBatch one{c.keep.size(), 1, c.reserve_in, c.reserve_out, c.keep};
        check(run, one, c.where);
        const Optima got = answers(run.tables[0], one);
        if (!same(c.amount_in, got.amount_in[0]) || !same(c.profit, got.profit[0]))
            mismatch(c.where, "Scalar", line(one, 0), words({hex(c.amount_in), hex(c.profit)}), got.text(0));
    }
}

template <class Batch, class Make>
void check_random(const Run& run, const char* op, Make make) {
    if (!run.wants(op)) return;
    const auto start = std::chrono::steady_clock::now();
    cases::Random random(run.seed);
    for (std::uint64_t done = 0, batches = 0; done < run.cases; batches++) {
        const size_t n = 1 + random.below(batch_most); // tails of every length
        const Batch batch = make(random, n);
        check(run, batch, words({op, "batch", std::to_string(batches)}));
        done += n;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%s: %" PRIu64 " cases agree, %.1f s\n", op, run.cases, took.count());
}

std::uint64_t number(const char* option, const char* value) {
    char* end;
    const std::uint64_t x = std::strtoull(value, &end, 0);
    if (*value != 0 && *end == 0) return x;
    std::fprintf(stderr, "%s wants a number, not %s\n", option, value);
    std::exit(2);
}

Run arguments(int count, char** values) {
    Run run;
    run.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    for (int i = 1; i < count; i++) {
        const std::string option = values[i];
        const char* value = i + 1 < count ? values[++i] : "";
        if (option == "--seed")
            run.seed = number("--seed", value);
        else if (option == "--cases")
            run.cases = number("--cases", value);
        else if (option == "--op")
            run.op = value;
        else if (option == "--corpus")
            run.corpus = value;
        else {
            std::fprintf(stderr, "usage: %s [--seed N] [--cases N] [--op v2|v3|moebius] [--corpus DIR]\n",
                         values[0]);
            std::exit(2);
        }
    }
    return run;
}

} // namespace

int main(int count, char** values) {
    Run run = arguments(count, values);
    std::printf("seed %" PRIu64 ", paths:", run.seed);
    for (int32_t path : supported_paths()) {
        run.tables.push_back(opened(path));
        std::printf(" %s", path_name(path).c_str());
    }
    std::printf("\n");
    if (!run.corpus.empty()) {
        const corpus::Corpus all = corpus::read(run.corpus);
        check_corpus(run, all.v2);
        check_corpus(run, all.v3);
        check_corpus(run, all.moebius);
        std::printf("corpus: %zu cases agree\n", all.v2.size() + all.v3.size() + all.moebius.size());
    }
    check_random<cases::V2Batch>(run, "v2", [](cases::Random& r, size_t n) { return cases::v2(r, n); });
    check_random<std::vector<fastarb_swap_step>>(run, "v3",
                                                 [](cases::Random& r, size_t n) { return cases::v3(r, n); });
    check_random<cases::MoebiusBatch>(
        run, "moebius", [](cases::Random& r, size_t n) { return cases::moebius(r, 1 + r.below(8), n); });
    return 0;
}
