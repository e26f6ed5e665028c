#include "fulcrum/evaluate/beyond_accuracy.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using doctest::Approx;

TEST_CASE("evaluate/beyond_accuracy: the two coverages are different figures") {
    // three users see items {0, 1}, {0, 1}, {} of a catalogue of 4
    const std::array<std::uint32_t, 4> shown{0, 1, 0, 1};
    const std::array<std::size_t, 3> served{2, 2, 0};
    CHECK(fulcrum::catalogue_coverage(shown, 4) == 0.5);
    CHECK(fulcrum::user_coverage(served) == Approx(2.0 / 3.0));
    CHECK(fulcrum::user_coverage(served, 3) == 0.0);
    CHECK(fulcrum::user_coverage(served, 0) == 1.0);
    CHECK(fulcrum::catalogue_coverage(std::vector<std::uint32_t>{}, 4) == 0.0);
    CHECK(fulcrum::exposure_counts(shown, 4) == std::vector<double>{2.0, 2.0, 0.0, 0.0});
}

TEST_CASE("evaluate/beyond_accuracy: intra-list diversity is the mean distance of the pairs") {
    const auto distance = [](std::size_t i, std::size_t j) { return static_cast<double>(10 * i + j); };
    CHECK(fulcrum::intra_list_diversity(3, distance) == Approx((1.0 + 2.0 + 12.0) / 3.0));
    CHECK(std::isnan(fulcrum::intra_list_diversity(1, distance)));
    CHECK(std::isnan(fulcrum::intra_list_diversity(0, distance)));
}

TEST_CASE("evaluate/beyond_accuracy: diversity by cosine") {
    const std::array<float, 10> values{1, 0, 2, 0, 0, 3, 1, 1, 0, 0};
    const fulcrum::matrix_view<const float> features(values.data(), 5, 2);
    const auto ild = [features](std::vector<std::uint32_t> items) {
        return fulcrum::intra_list_diversity(features, items);
    };
    CHECK(ild({0, 1}) == Approx(0.0)); // parallel, of any length
    CHECK(ild({0, 2}) == Approx(1.0)); // at right angles
    CHECK(ild({0, 3}) == Approx(1.0 - std::sqrt(0.5)));
    CHECK(ild({0, 4}) == 1.0); // nothing in common with a row of zeros
    CHECK(ild({0, 1, 2}) == Approx(2.0 / 3.0));
    CHECK_THROWS_WITH_AS(static_cast<void>(ild({0, 5})),
                         "intra_list_diversity: item 5 at place 1, but features have 5 rows", fulcrum::error);
}

TEST_CASE("evaluate/beyond_accuracy: novelty in bits") {
    const std::array<double, 3> popularity{0.5, 0.125, 1.0};
    CHECK(fulcrum::novelty(std::array<std::uint32_t, 2>{0, 1}, popularity) == Approx(2.0));
    CHECK(fulcrum::novelty(std::array<std::uint32_t, 1>{2}, popularity) == 0.0);
    CHECK(std::isnan(fulcrum::novelty(std::vector<std::uint32_t>{}, popularity)));
}

TEST_CASE("evaluate/beyond_accuracy: Gini of exposure") {
    CHECK(fulcrum::gini(std::array{2.0, 2.0, 2.0}) == Approx(0.0));
    CHECK(fulcrum::gini(std::array{0.0, 0.0, 0.0, 5.0}) == Approx(0.75));
    CHECK(fulcrum::gini(std::array{7.0}) == Approx(0.0));
    CHECK(std::isnan(fulcrum::gini(std::array{0.0, 0.0})));
    // its other definition: half the relative mean absolute difference
    const std::vector<double> x{3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0};
    double difference = 0.0;
    double total = 0.0;
    for (const double a : x) {
        total += a;
        for (const double b : x) difference += std::abs(a - b);
    }
    CHECK(fulcrum::gini(x) == Approx(difference / (2.0 * static_cast<double>(x.size()) * total)));
}

TEST_CASE("evaluate/beyond_accuracy: wrong input is named") {
    const std::array<std::uint32_t, 2> items{0, 9};
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::catalogue_coverage(items, 4)),
                         "exposure_counts: item 9 at place 1 is outside the catalogue of 4", fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::catalogue_coverage(items, 0)), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::user_coverage(std::vector<std::size_t>{})), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::novelty(items, std::array{0.5})), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::novelty(std::array<std::uint32_t, 1>{0}, std::array{0.0})),
                    fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::novelty(std::array<std::uint32_t, 1>{0}, std::array{std::nan("")})),
                    fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::gini(std::vector<double>{})), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::gini(std::array{1.0, -1.0})), fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::gini(std::array{std::numeric_limits<double>::infinity()})),
                    fulcrum::error);
}
