// Time per element of every operation on every path, for batches of a strategy (12), a lane (64) and a full
// pass (1024). The counter per_element is the figure to compare; the inputs are plausible pools, not edge
// cases.
#include "cases.h"
#include "opened.h"

#include <benchmark/benchmark.h>

namespace {

void per_element(benchmark::State& state, size_t n) {
    const double elements = static_cast<double>(state.iterations()) * static_cast<double>(n);
    state.counters["per_element"] =
        benchmark::Counter(elements, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void v2_amount_out(benchmark::State& state, int32_t path, size_t n) {
    const fastarb_math_table table = opened(path);
    cases::Random random(1);
    const cases::V2Batch b = cases::v2_plausible(random, n);
    std::vector<fastarb_u128> out(n);
    for (auto _ : state) {
        table.v2_amount_out(b.reserve_in.data(), b.reserve_out.data(), b.amount_in.data(), b.fee_pips.data(),
                            out.data(), n);
        benchmark::ClobberMemory();
    }
    per_element(state, n);
}

void v3_swap_step(benchmark::State& state, int32_t path, size_t n) {
    const fastarb_math_table table = opened(path);
    cases::Random random(1);
    const std::vector<fastarb_swap_step> steps = cases::v3_plausible(random, n);
    std::vector<fastarb_swap_step_result> results(n);
    std::vector<uint8_t> status(n);
    for (auto _ : state) {
        table.v3_swap_step(steps.data(), results.data(), status.data(), n);
        benchmark::ClobberMemory();
    }
    per_element(state, n);
}

void moebius_optimum_3_legs(benchmark::State& state, int32_t path, size_t n) {
    const fastarb_math_table table = opened(path);
    cases::Random random(1);
    const cases::MoebiusBatch b = cases::moebius_plausible(random, 3, n);
    std::vector<double> amount_in(n), profit(n);
    for (auto _ : state) {
        table.moebius_optimum(b.reserve_in.data(), b.reserve_out.data(), b.keep.data(), 3, amount_in.data(),
                              profit.data(), n);
        benchmark::ClobberMemory();
    }
    per_element(state, n);
}

} // namespace

int main(int count, char** values) {
    struct Operation {
        const char* name;
        void (*run)(benchmark::State&, int32_t, size_t);
    };
    const Operation operations[] = {{"v2_amount_out", v2_amount_out},
                                    {"v3_swap_step", v3_swap_step},
                                    {"moebius_optimum_3_legs", moebius_optimum_3_legs}};
    for (const Operation& operation : operations)
        for (int32_t path : supported_paths())
            for (size_t n : {12u, 64u, 1024u}) {
                const std::string name =
                    std::string(operation.name) + "/" + path_name(path) + "/" + std::to_string(n);
                benchmark::RegisterBenchmark(name.c_str(), operation.run, path, n);
            }
    benchmark::Initialize(&count, values);
    if (benchmark::ReportUnrecognizedArguments(count, values)) return 1;
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
