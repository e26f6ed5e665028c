#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/core/random.hpp"
#include "fulcrum/search/differential_crossover.hpp"
#include "fulcrum/search/prepared.hpp"
#include "fulcrum/search/search_space.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Two different members of the pool.
[[nodiscard]] inline std::pair<std::uint32_t, std::uint32_t> draw_two(std::span<const std::uint32_t> pool,
                                                                      random_stream& random) noexcept {
    const auto size = static_cast<std::uint32_t>(pool.size());
    const std::uint32_t a = random.below(size);
    const std::uint32_t b = random.below(size - 1);
    return {pool[a], pool[b < a ? b : b + 1]};
}

/// Makes one child at a time, from two members drawn from a pool of two or more: crosses them, of whose children the
/// first lives, and mutates it. Or, in place of the crossover, adds the difference of the two to a target, as MOEA/D-DE
/// does. For one thread at a time.
template <class Cross, class Mutate> class one_child {
public:
    one_child(const Cross& cross, const Mutate& mutate, const search_space& space,
              const std::optional<differential_crossover>& differential = {})
        : cross_(prepared(cross, space, "crossover")), mutate_(prepared(mutate, space, "mutation")),
          differential_(differential), surplus_(space.size()) {
        if (differential_) static_cast<void>(prepared(*differential_, space, "crossover")); // refuses what it cannot do
    }

    void operator()(const search_space& space, matrix_view<const double> members, std::size_t target,
                    std::span<const std::uint32_t> pool, std::span<double> child, random_stream& random) {
        const auto [a, b] = draw_two(pool, random);
        if (differential_) {
            const std::span<const double> base = members.row(target);
            (*differential_)(base, base, members.row(a), members.row(b), child, space, random);
        } else {
            cross_(members.row(a), members.row(b), child, std::span(surplus_), space, random);
        }
        mutate_(child, space, random);
    }

private:
    decltype(prepared(std::declval<const Cross&>(), std::declval<const search_space&>(), "")) cross_;
    decltype(prepared(std::declval<const Mutate&>(), std::declval<const search_space&>(), "")) mutate_;
    std::optional<differential_crossover> differential_;
    std::vector<double> surplus_;
};

} // namespace fulcrum::inline v0_1::detail
