#pragma once

#include "fulcrum/core/cpu.hpp"
#include "fulcrum/pareto/detail/volume_steps.hpp"
#include "fulcrum/pareto/detail/volume_sweep.hpp"
#include "fulcrum/pareto/detail/volume_unions.hpp"

#include <cstddef>
#include <cstdint>

#if defined(__x86_64__)
#define FULCRUM_BODY                                                                                                   \
    [[gnu::always_inline,                                                                                              \
      gnu::target("arch=x86-64,no-sse3,no-popcnt,no-lzcnt,no-bmi,no-bmi2,no-movbe,no-gfni")]] static inline
#else
#define FULCRUM_BODY [[gnu::always_inline]] static inline
#endif

namespace fulcrum::inline v0_1::detail {

/// How much of levels[cols].box no box of levels[cols].kept covers, three sides or more: the exclusive volume of WFG
/// (While, Bradstreet and Barone, IEEE TEC 16(1), 2012), by slices. Along one side, where a box ends, the slice loses
/// what that box covers of it and no longer box does. Those as long as the box itself are in all slices and taken
/// together; the side is the one in which they are the most.
template <int D> struct rest_kernel {
    using signature = void(volume_level* levels, std::size_t cols, double* volume);

    template <int W> FULCRUM_BODY void body(volume_level* levels, std::size_t cols, double* volume) {
        using steps = volume_steps<W, D>;
        using unions = volume_unions<W, D>;
        const std::size_t d = D > 0 ? D : cols;
        volume_level& l = levels[d];
        *volume = 0;
        if (!steps::find_corner(l, d)) return;
        const double whole = steps::clip(l, d);
        const std::size_t n = l.cut_size;
        if (n == 0) {
            *volume = whole;
        } else if (n <= unions::few) {
            *volume = unions::by_subsets(l, d);
        } else if constexpr (D == 3) {
            std::size_t most = unions::most_strips;
            if (l.sorted) {
                most = unions::sorted_strips;
                for (std::size_t i = 0; i < n; ++i) l.order[i] = static_cast<std::uint32_t>(i);
            } else {
                unions::sort(l, 0);
            }
            *volume = whole - (n <= most ? unions::by_strips(l)
                                         : sweep_volume(l.cut + l.stride, l.cut + 2 * l.stride, l.cut, n, l.order,
                                                        l.scratch));
        } else {
            *volume = slice<W>(levels, d);
        }
    }

private:
    static constexpr int largest_fixed = 7; ///< the most sides that have a kernel of their own
    static constexpr int below_d = D > 0 ? D - 1 : 0;

    template <int W> FULCRUM_BODY double slice(volume_level* levels, std::size_t d) {
        using steps = volume_steps<W, D>;
        using below_steps = volume_steps<W, below_d>;
        volume_level& l = levels[d];
        volume_level& below = levels[d - 1];
        const std::size_t n = l.cut_size;
        const std::size_t along = steps::fullest_side(l, d);
        const double* const length = l.cut + along * l.stride;
        const std::size_t full = volume_unions<W, D>::sort(l, along);
        for (std::size_t j = 0; j + 1 < d; ++j) {
            const double* const from = l.cut + (j < along ? j : j + 1) * l.stride;
            for (std::size_t r = 0; r < full; ++r) below.kept[j * below.stride + r] = from[l.order[r]];
            below.box[j] = l.rest[j < along ? j : j + 1];
        }
        below.kept_size = full;
        below.sorted = l.sorted;
        below_steps::zero_end(below.kept, full, below.stride, d - 1);
        double volume = 0;
        double base = rest_below<W>(levels, d - 1); // of the slice between two ends
        double end = l.rest[along];
        for (std::size_t r = full; r < n; ++r) {
            const std::size_t i = l.order[r];
            volume += (end - length[i]) * base;
            if (volume > l.limit) return volume;
            end = length[i];
            for (std::size_t j = 0; j + 1 < d; ++j) below.box[j] = l.cut[(j < along ? j : j + 1) * l.stride + i];
            const double taken = rest_below<W>(levels, d - 1);
            if (taken > 0) {
                base = base > taken ? base - taken : 0;
                if (r + 1 < n) below_steps::keep(below, d - 1);
            }
        }
        return volume + end * base;
    }

    template <int W> FULCRUM_BODY double rest_below(volume_level* levels, std::size_t cols) {
        constexpr isa level = W == 4 ? isa::baseline : W == 8 ? isa::avx2 : isa::avx512;
        double volume = 0;
        if constexpr (D > 3) {
            enter_isa<level>::template call<rest_kernel<D - 1>>(levels, cols, &volume);
        } else if (cols > largest_fixed) {
            enter_isa<level>::template call<rest_kernel<0>>(levels, cols, &volume);
        } else {
            enter_isa<level>::template call<rest_kernel<largest_fixed>>(levels, cols, &volume);
        }
        return volume;
    }
};

/// Puts levels[cols].box, which was found not to be covered, among levels[cols].kept, which are sorted.
template <int D> struct keep_kernel {
    using signature = void(volume_level* levels, std::size_t cols);

    template <int W> FULCRUM_BODY void body(volume_level* levels, std::size_t cols) {
        volume_steps<W, D>::keep_sorted(levels[cols], cols);
    }
};

} // namespace fulcrum::inline v0_1::detail

#undef FULCRUM_BODY
