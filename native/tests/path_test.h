// A test that runs once for every path of this machine.
#pragma once

#include "opened.h"

#include <cstring>
#include <gtest/gtest.h>

class PathTest : public testing::TestWithParam<int32_t> {
protected:
    const fastarb_math_table table = opened(GetParam());
};

#define RUN_ON_EVERY_PATH(Suite)                                                                             \
    INSTANTIATE_TEST_SUITE_P(Paths, Suite, testing::ValuesIn(supported_paths()),                             \
                             [](const auto& info) { return path_name(info.param); })

// A copy of some values at an address that no type of theirs would choose.
template <class T>
class Misaligned {
public:
    explicit Misaligned(size_t n) : bytes(n * sizeof(T) + 1) {}
    explicit Misaligned(const std::vector<T>& values) : Misaligned(values.size()) {
        std::memcpy(bytes.data() + 1, values.data(), values.size() * sizeof(T));
    }
    T* data() { return reinterpret_cast<T*>(bytes.data() + 1); }
    std::vector<T> values() const {
        std::vector<T> copy((bytes.size() - 1) / sizeof(T));
        std::memcpy(copy.data(), bytes.data() + 1, bytes.size() - 1);
        return copy;
    }

private:
    std::vector<unsigned char> bytes;
};

template <class T>
bool same_bits(const T& a, const T& b) {
    return std::memcmp(&a, &b, sizeof a) == 0;
}
