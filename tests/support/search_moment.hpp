#pragma once

#include "fulcrum/search/observer.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

/// A population that is its own front, to be shown to an observer without a search. Variable x1 is objective f1, and so
/// on: two of each, minimised, in [0, 10].
class search_moment {
public:
    using points = std::initializer_list<std::pair<double, double>>;

    /// The next generation.
    template <class Observer> bool show(Observer& observer, points front) {
        ++generation_;
        return show_again(observer, front, false);
    }
    /// The same one, as after a checkpoint.
    template <class Observer> bool show_again(Observer& observer, points front, bool again = true) {
        fulcrum::population all(front.size(), 2, 2, 0);
        const auto to = all.slice(0, front.size());
        std::vector<std::uint32_t> members;
        for (const auto& [a, b] : front) {
            const std::size_t i = members.size();
            to.variables(i, 0) = to.objectives(i, 0) = a;
            to.variables(i, 1) = to.objectives(i, 1) = b;
            members.push_back(static_cast<std::uint32_t>(i));
        }
        return observer({.generation = generation_,
                         .front = members,
                         .best = {},
                         .population = std::as_const(all).slice(0, front.size()),
                         .evaluated = {},
                         .set = set,
                         .space = space,
                         .again = again});
    }

    fulcrum::dynamic_objectives set{{"f1", fulcrum::direction::minimize}, {"f2", fulcrum::direction::minimize}};
    fulcrum::search_space space{std::vector<fulcrum::variable>{{"x1", 0, 10}, {"x2", 0, 10}}};

private:
    std::size_t generation_ = 0;
};
