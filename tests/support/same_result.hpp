#pragma once

#include "fulcrum/search/result.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>

template <class View> bool same_bits(const View& a, const View& b) {
    if (a.rows() != b.rows() || a.cols() != b.cols()) return false;
    for (std::size_t i = 0; i < a.rows(); ++i) {
        for (std::size_t j = 0; j < a.cols(); ++j) {
            if (std::bit_cast<std::uint64_t>(a(i, j)) != std::bit_cast<std::uint64_t>(b(i, j))) return false;
        }
    }
    return true;
}

/// Did two searches find the same, bit for bit, with as many evaluations and generations?
inline bool same_result(const fulcrum::search_result& a, const fulcrum::search_result& b) {
    return same_bits(a.variables(), b.variables()) && same_bits(a.objectives(), b.objectives()) &&
           same_bits(a.violations(), b.violations()) && a.front == b.front && a.evaluations == b.evaluations &&
           a.generations == b.generations;
}
