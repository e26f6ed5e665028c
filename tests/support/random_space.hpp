#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/search/search_space.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// A space of one to eight parts, each a variable of any kind, fixed at times, or a permutation; of the kinds asked for.
inline fulcrum::search_space random_space(fulcrum::random_stream& random, fulcrum::variable_kinds kinds) {
    using fulcrum::variable_kind;
    std::vector<fulcrum::variable> all;
    const std::size_t parts = 1 + random.below(8);
    for (std::size_t part = 0; part < parts;) {
        const auto kind = static_cast<variable_kind>(random.below(5));
        if (!kinds.contains(kind)) continue;
        ++part;
        const std::string name = "v" + std::to_string(part);
        const double low = static_cast<double>(random.below(9)) - 4;
        const double range = random.bernoulli(0.2) ? 0 : 1 + random.below(5);
        switch (kind) {
        case variable_kind::real: all.push_back({name, low, low + 0.7 * range}); break;
        case variable_kind::integer: all.push_back(fulcrum::integer_variable(name, low, low + range)); break;
        case variable_kind::binary: all.push_back(fulcrum::binary_variable(name)); break;
        case variable_kind::categorical: all.push_back(fulcrum::categorical_variable(name, 1 + random.below(4))); break;
        case variable_kind::permutation:
            for (auto& v : fulcrum::permutation_variables(name, 1 + random.below(6))) all.push_back(v);
            break;
        }
    }
    return fulcrum::search_space(all);
}

inline constexpr fulcrum::variable_kinds any_kind{
    fulcrum::variable_kind::real, fulcrum::variable_kind::integer, fulcrum::variable_kind::binary,
    fulcrum::variable_kind::categorical, fulcrum::variable_kind::permutation};

/// n individuals of a space, one a row, by a sampling.
template <class Sampling>
std::vector<double> drawn(const Sampling& sampling, const fulcrum::search_space& space, std::size_t n,
                          std::uint64_t seed) {
    std::vector<double> x(n * space.size(), -99);
    sampling(space, {x.data(), n, space.size()}, fulcrum::seed{seed}, 0);
    return x;
}

/// Pearson's statistic of counts that are expected to be equal; far above their number when they are not.
inline double chi_square(const std::vector<int>& counts) {
    double total = 0;
    for (const int count : counts) total += count;
    const double expected = total / static_cast<double>(counts.size());
    double sum = 0;
    for (const int count : counts) sum += (count - expected) * (count - expected) / expected;
    return sum;
}
