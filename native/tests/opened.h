// The paths this machine runs, opened.
#pragma once

#include "fastarb_math.h"

#include <cstdlib>
#include <string>
#include <vector>

inline std::vector<int32_t> supported_paths() {
    std::vector<int32_t> paths;
    fastarb_math_table table;
    for (int32_t path = FASTARB_PATH_SCALAR; path <= FASTARB_PATH_AVX512; path++)
        if (fastarb_math_open(FASTARB_MATH_ABI, path, &table) == FASTARB_OK) paths.push_back(path);
    return paths;
}

inline fastarb_math_table opened(int32_t path) {
    fastarb_math_table table;
    if (fastarb_math_open(FASTARB_MATH_ABI, path, &table) != FASTARB_OK) std::abort();
    return table;
}

inline std::string path_name(int32_t path) {
    static const char* const names[] = {"Best", "Scalar", "Avx2", "Avx512"};
    return names[path];
}
