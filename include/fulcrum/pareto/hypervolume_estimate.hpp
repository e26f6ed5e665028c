#pragma once

#include "fulcrum/core/detail/radix_order.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/objective.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/core/workspace.hpp"
#include "fulcrum/pareto/detail/points.hpp"
#include "fulcrum/pareto/detail/volume.hpp"
#include "fulcrum/pareto/detail/volume_sampling.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace fulcrum::inline v0_1 {

/// How many points are drawn, and how sure the error bound is.
struct sampling_effort {
    std::size_t samples = 100'000;
    double confidence = 0.95; ///< in (0, 1)
};

/// A volume that was measured by sampling: with at least the stated confidence, the true one is within half_width.
struct volume_estimate {
    double volume;
    double half_width;
};

namespace detail {

/// The boxes by columns with zeros behind, the largest first: they are the likeliest to hold a point.
[[nodiscard]] inline box_columns largest_first(const box_columns& boxes, workspace& ws) {
    const std::size_t stride = boxes.size + volume_level::padding;
    box_columns sorted = boxes;
    sorted.sides = ws.take<double>(boxes.cols * stride, 0.0).data();
    sorted.stride = stride;
    const workspace::scope scratch(ws);
    const std::span<double> key = ws.take<double>(boxes.size, -1.0);
    const std::span<std::uint32_t> order = ws.take<std::uint32_t>(boxes.size);
    for (std::size_t j = 0; j < boxes.cols; ++j) {
        for (std::size_t i = 0; i < boxes.size; ++i) key[i] *= boxes.column(j)[i];
    }
    radix_order(std::span<const double>(key), order, ws);
    for (std::size_t j = 0; j < boxes.cols; ++j) {
        for (std::size_t i = 0; i < boxes.size; ++i) sorted.sides[j * stride + i] = boxes.column(j)[order[i]];
    }
    return sorted;
}

} // namespace detail

/// Hypervolume by Monte Carlo, for sets whose exact hypervolume is out of reach. On a spherical front `hypervolume`
/// takes about 0.1 s for 2,000 members and 6 objectives; 0.3 s for 1,000 and 7 or 400 and 8; 0.4 s for 200 and 9; 0.3 s
/// for 100 and 10 or 60 and 12; twice as many members take three times (6 objectives) to six times (9) as long. Prefer
/// this where that comes to more than a second.
/// Points are drawn evenly from the smallest box that holds all that the members dominate up to the reference; the
/// share of them that is dominated, times the volume of that box, estimates the hypervolume without bias. The error
/// bound is Chernoff's for a frequency, valid for every number of samples; it shrinks with the root of the samples.
/// Values and reference as for hypervolume. The same seed gives the same estimate on every machine. O(samples m n) at
/// worst, and much less where most of the box is dominated.
/// Errors: as for hypervolume; error when there are no samples or the confidence is not in (0, 1).
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] volume_estimate hypervolume_estimate(const Set& set, columns_view<T> values,
                                                   std::span<const std::uint32_t> members,
                                                   std::span<const std::remove_const_t<T>> reference, seed from,
                                                   workspace& ws, sampling_effort effort = {}) {
    using value = std::remove_const_t<T>;
    constexpr const char* who = "hypervolume_estimate";
    detail::check_volume<Set, value>(who, set, values, members, reference);
    if (effort.samples == 0) fail(who, ": there must be a sample");
    if (!(effort.confidence > 0 && effort.confidence < 1)) {
        fail(who, ": the confidence is ", effort.confidence, ", it must lie between 0 and 1");
    }
    const workspace::scope scratch(ws);
    const std::size_t m = set.size();
    const detail::box_columns given = detail::boxes_of<Set, value>(set, values, members, reference, ws);
    if (given.size == 0) return {0, 0};
    const std::span<double> bound = ws.take<double>(m);
    double whole = 1;
    for (std::size_t j = 0; j < m; ++j) {
        bound[j] = *std::max_element(given.column(j), given.column(j) + given.size);
        whole *= bound[j];
    }
    detail::check_volume_size(who, whole);
    const detail::box_columns boxes = detail::largest_first(given, ws);

    constexpr std::size_t batch = 1024; // a stream of random numbers for each
    const std::span<double> points = ws.take<double>(batch * m);
    const detail::dispatched<detail::covered_kernel> count_covered;
    std::size_t covered = 0;
    for (std::size_t done = 0; done < effort.samples; done += batch) {
        const std::size_t count = (std::min)(batch, effort.samples - done);
        random_stream random(from.value, done / batch);
        for (std::size_t k = 0; k < count * m; ++k) points[k] = random.uniform() * bound[k % m];
        std::size_t inside = 0;
        count_covered(boxes.sides, boxes.size, boxes.stride, m, points.data(), count, &inside);
        covered += inside;
    }
    const double samples = static_cast<double>(effort.samples);
    const double share = static_cast<double>(covered) / samples;
    return {whole * share, whole * detail::frequency_error(share, samples, effort.confidence)};
}

/// The same with every row a member.
template <ObjectiveSet Set, class T>
    requires detail::FloatColumn<T>
[[nodiscard]] volume_estimate hypervolume_estimate(const Set& set, columns_view<T> values,
                                                   std::span<const std::remove_const_t<T>> reference, seed from,
                                                   workspace& ws, sampling_effort effort = {}) {
    const workspace::scope scratch(ws);
    return hypervolume_estimate(set, values, detail::all_rows(values.rows(), ws), reference, from, ws, effort);
}

} // namespace fulcrum::inline v0_1
