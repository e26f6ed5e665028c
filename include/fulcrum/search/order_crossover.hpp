#pragma once

#include "fulcrum/core/random.hpp"
#include "fulcrum/search/detail/check_probability.hpp"
#include "fulcrum/search/detail/segment.hpp"
#include "fulcrum/search/search_space.hpp"
#include "fulcrum/search/variable.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

namespace fulcrum::inline v0_1 {

/// Order crossover, OX (Davis, IJCAI 1985), for permutations: a child keeps a segment of one parent in its place; the
/// other places, from behind the segment on and around the end, take the missing elements in the order in which they
/// follow there in the other parent. With `probability` a pair is crossed, else copied; in a crossed pair each
/// permutation has its own segment, uniform over those that are neither empty nor whole. O(elements).
struct order_crossover {
    double probability = 0.9;

    static constexpr variable_kinds handles{variable_kind::permutation};

    void check() const { detail::check_probability("order_crossover", "probability", probability); }

    void operator()(std::span<const double> a, std::span<const double> b, std::span<double> child_a,
                    std::span<double> child_b, const search_space& space, random_stream& random) const noexcept {
        std::copy(a.begin(), a.end(), child_a.begin());
        std::copy(b.begin(), b.end(), child_b.begin());
        if (!random.bernoulli(probability)) return;
        for (const auto [first, size] : space.permutations()) {
            if (size < 2) continue;
            const detail::segment kept = detail::draw_segment(size, random);
            const std::span<const double> p = a.subspan(first, size);
            const std::span<const double> q = b.subspan(first, size);
            const std::span<double> child_p = child_a.subspan(first, size);
            const std::span<double> child_q = child_b.subspan(first, size);
            // Each child in turn notes for the other which elements are kept: element v is, when the value at place v
            // has been raised by the number of elements.
            fill(p, q, kept, child_p, child_q);
            fill(q, p, kept, child_q, child_p);
        }
    }

private:
    /// Fills the places of `child` outside of `kept` by q; `notes` holds values below the size, and does so again.
    static void fill(std::span<const double> p, std::span<const double> q, const detail::segment& kept,
                     std::span<double> child, std::span<double> notes) noexcept {
        const std::size_t n = p.size();
        const auto raised = static_cast<double>(n);
        const auto note = [&](double element) -> double& { return notes[static_cast<std::size_t>(element)]; };
        for (std::size_t i = kept.begin; i < kept.end; ++i) note(p[i]) += raised;
        std::size_t to = kept.end % n;
        for (std::size_t k = 0; k < n; ++k) {
            const double element = q[(kept.end + k) % n];
            if (note(element) >= raised) continue;
            child[to] = element;
            to = (to + 1) % n;
        }
        for (std::size_t i = kept.begin; i < kept.end; ++i) note(p[i]) -= raised;
    }
};

} // namespace fulcrum::inline v0_1
