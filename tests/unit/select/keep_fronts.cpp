#include "fulcrum/select/keep_fronts.hpp"
#include "feature_table.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/select/drop_if.hpp"
#include "fulcrum/select/score_with.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace fulcrum;

namespace {

struct a : maximize {};
struct b : minimize {};
struct c : maximize {};
using list = std::vector<std::uint32_t>;

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

bool finite(const feature_table& t, std::size_t i) {
    bool all = true;
    for (std::size_t j = 0; j < t.cols; ++j) all = all && std::isfinite(t(i, j));
    return all;
}

/// Row x dominates row y; columns 0 and 2 are maximised, column 1 is minimised.
bool beats(const feature_table& t, std::size_t x, std::size_t y) {
    bool better = false;
    for (std::size_t j = 0; j < t.cols; ++j) {
        const float sign = j == 1 ? -1.0F : 1.0F;
        if (sign * t(x, j) < sign * t(y, j)) return false;
        better = better || sign * t(x, j) > sign * t(y, j);
    }
    return better;
}

/// Peels off front after front.
list oracle(const feature_table& t, list rows, std::size_t fronts, std::size_t at_least) {
    list kept;
    for (std::size_t f = 0; !rows.empty() && (f < fronts || kept.size() < at_least); ++f) {
        list front;
        list behind;
        for (const std::uint32_t y : rows) {
            bool dominated = false;
            for (const std::uint32_t x : rows) {
                dominated = dominated || (finite(t, y) ? finite(t, x) && beats(t, x, y) : finite(t, x));
            }
            (dominated ? behind : front).push_back(y);
        }
        kept.insert(kept.end(), front.begin(), front.end());
        rows = behind;
    }
    return kept;
}

template <class Goals> void check(const feature_table& t) {
    for (const std::size_t fronts : {0UL, 1UL, 2UL, 100UL}) {
        for (const std::size_t at_least : {0UL, 5UL, 1000UL}) {
            for (const bool drops : {false, true}) { // none, or every third row
                workspace ws;
                const auto unwanted = [drops](const slate&, std::uint32_t row) { return drops && row % 3 == 1; };
                const auto p = rank_by<Goals>(score_with{features_as_objectives{}}, drop_if{unwanted},
                                              keep_fronts{.fronts = fronts, .at_least = at_least});
                const slate s = p(request{t.view()}, ws);
                list rows;
                for (std::uint32_t i = 0; i < t.rows; ++i) {
                    if (!drops || i % 3 != 1) rows.push_back(i);
                }
                CHECK(list(s.order().begin(), s.order().end()) == oracle(t, rows, fronts, at_least));
            }
        }
    }
}

} // namespace

TEST_CASE("select/keep_fronts: agrees with peeling the fronts off one by one") {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        random_stream random(seed);
        const std::size_t n = random.below(40);
        feature_table two(n, 2);
        feature_table three(n, 3);
        feature_table one(n, 1);
        for (feature_table* t : {&one, &two, &three}) { // few values: ties and duplicates
            for (float& v : t->values) v = static_cast<float>(random.below(6));
            if (n > 4 && seed % 2 == 0) {
                t->values[0] = not_a_number;
                t->values[n - 1] = infinity;
            }
        }
        check<objectives<a>>(one);
        check<objectives<a, b>>(two);
        check<objectives<a, b, c>>(three);
    }
}

TEST_CASE("select/keep_fronts: a front written out") {
    //                       best a   between  dominated  best b   no number
    const feature_table t{{9, 9}, {5, 5}, {5, 6}, {1, 1}, {not_a_number, 0}};
    workspace ws;
    const auto run = [&](keep_fronts stage) {
        const slate s = rank_by<objectives<a, b>>(score_with{features_as_objectives{}}, stage)(request{t.view()}, ws);
        return list(s.order().begin(), s.order().end());
    };
    CHECK(run({}) == list{0, 1, 3});
    CHECK(run({.fronts = 2}) == list{0, 1, 3, 2});
    CHECK(run({.at_least = 4}) == list{0, 1, 3, 2});
    CHECK(run({.fronts = 3}) == list{0, 1, 3, 2, 4});
    CHECK(run({.fronts = 0}).empty());
}
