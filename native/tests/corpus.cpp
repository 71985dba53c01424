#include "corpus.h"

#include "big.h"

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace corpus {
namespace {

struct Line {
    std::string where;
    std::istringstream text;

    std::string word() {
        std::string w;
        if (!(text >> w)) fail("too few numbers");
        return w;
    }
    oracle::Big number() { return oracle::Big::from_hex(word()); }
    fastarb_u128 u128() { return number().to_u128(); }
    fastarb_u256 u256() { return number().to_u256(); }
    uint32_t u32() { return static_cast<uint32_t>(number().to_u128().lo); }
    double bits() { return std::bit_cast<double>(number().to_u128().lo); }

    [[noreturn]] void fail(const char* why) const {
        std::fprintf(stderr, "%s: %s\n", where.c_str(), why);
        std::exit(2);
    }
};

V2Case read_v2(Line& line) {
    V2Case c;
    c.where = line.where;
    c.reserve_in = line.u128();
    c.reserve_out = line.u128();
    c.amount_in = line.u128();
    c.fee_pips = line.u32();
    c.amount_out = line.u128();
    return c;
}

V3Case read_v3(Line& line) {
    V3Case c{};
    c.where = line.where;
    c.step.sqrt_price_current = line.u256();
    c.step.sqrt_price_target = line.u256();
    c.step.liquidity = line.u128();
    c.step.amount_remaining = line.u256();
    c.step.fee_pips = line.u32();
    c.status = static_cast<uint8_t>(line.u32());
    c.result.sqrt_price_next = line.u256();
    c.result.amount_in = line.u256();
    c.result.amount_out = line.u256();
    c.result.fee_amount = line.u256();
    return c;
}

MoebiusCase read_moebius(Line& line) {
    MoebiusCase c;
    c.where = line.where;
    const uint32_t legs = line.u32();
    if (legs < 1 || legs > FASTARB_MOEBIUS_LEGS_MAX) line.fail("legs must be 1..8");
    for (uint32_t i = 0; i < legs; i++) {
        c.reserve_in.push_back(line.bits());
        c.reserve_out.push_back(line.bits());
        c.keep.push_back(line.bits());
    }
    c.amount_in = line.bits();
    c.profit = line.bits();
    return c;
}

void read_file(const std::filesystem::path& path, Corpus& into) {
    std::ifstream file(path);
    std::string text;
    for (int number = 1; std::getline(file, text); number++) {
        Line line{path.filename().string() + ":" + std::to_string(number), std::istringstream(text)};
        std::string kind;
        if (!(line.text >> kind) || kind[0] == '#') continue;
        if (kind == "v2")
            into.v2.push_back(read_v2(line));
        else if (kind == "v3")
            into.v3.push_back(read_v3(line));
        else if (kind == "moebius")
            into.moebius.push_back(read_moebius(line));
        else
            line.fail("unknown kind of case");
        if (line.text >> kind) line.fail("too many numbers");
    }
}

} // namespace

Corpus read(const std::string& path) {
    Corpus all;
    if (std::filesystem::is_regular_file(path)) {
        read_file(path, all);
    } else if (std::filesystem::is_directory(path)) {
        for (const auto& entry : std::filesystem::directory_iterator(path))
            if (entry.path().extension() == ".txt") read_file(entry.path(), all);
    } else {
        std::fprintf(stderr, "%s: no such corpus\n", path.c_str());
        std::exit(2);
    }
    return all;
}

} // namespace corpus
