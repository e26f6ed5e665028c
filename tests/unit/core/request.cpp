#include "fulcrum/core/request.hpp"
#include "feature_table.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

struct brand : side_column<std::uint16_t> {};
struct history : side_matrix<double> {};
template <int N> struct extra : side_column<float> {};

static_assert(SideTag<brand>);
static_assert(SideTag<history>);
static_assert(SideTag<price>);
static_assert(!SideTag<int>);
static_assert(!SideTag<std::vector<int>>); // it has a value_type, but is no tag

// What owns its values is refused as a temporary; what only refers to them is not.
static_assert(Borrowable<std::vector<float>&>);
static_assert(Borrowable<const std::vector<float>&>);
static_assert(!Borrowable<std::vector<float>>);
static_assert(!Borrowable<const std::vector<float>>);
static_assert(Borrowable<std::span<const float>>);
static_assert(Borrowable<matrix_view<float>>);
static_assert(!Borrowable<std::array<float, 3>>);

} // namespace

TEST_CASE("core/request: it borrows and copies nothing") {
    const feature_table features{{1, 2}, {3, 4}, {5, 6}};
    const std::vector<std::uint32_t> categories{7, 8, 9};
    const std::vector<float> user{0.5F};
    request r{features.view()};
    r.with(category{}, categories).with_user(user).with_key(42);
    CHECK(r.size() == 3);
    CHECK(r.features().data() == features.values.data());
    CHECK(r.features()(2, 1) == 6);
    CHECK(r.get<category>().data() == categories.data());
    CHECK(r.user().data() == user.data());
    CHECK(r.key() == 42);

    const request chained =
        request{features.view()}.with(category{}, categories).with_user(std::span(user)).with_key(43);
    CHECK(chained.get<category>()[2] == 9);
    CHECK(chained.user().size() == 1);
    CHECK(chained.key() == 43);
}

TEST_CASE("core/request: columns are found by their tag") {
    const feature_table features(2, 1);
    const std::array<float, 2> prices{10, 20};
    const std::array<std::uint16_t, 2> brands{3, 4};
    const std::vector<double> past{0, 1, 2, -1, 4, 5, 6, -1};
    const request r = request{features.view()}
                          .with(price{}, prices)
                          .with(brand{}, brands)
                          .with(history{}, matrix_view<const double>{past.data(), 2, 3, 4});
    CHECK(r.has<price>());
    CHECK(r.has<brand>());
    CHECK(r.has<history>());
    CHECK_FALSE(r.has<category>());
    CHECK_FALSE(r.has<embedding>());
    CHECK(r.get<price>()[1] == 20);
    CHECK(r.get<brand>()[1] == 4);
    CHECK(r.get<history>()(1, 2) == 6);
    CHECK(r.get<history>().stride() == 4);
    CHECK(r.get<category>().empty());
    CHECK(r.get<embedding>().rows() == 0);
    CHECK(r.sides().size() == 3);
}

TEST_CASE("core/request: a side column of another size is refused, with both numbers") {
    const feature_table features(3, 1);
    const std::vector<float> prices(4);
    request r{features.view()};
    const std::string text = thrown<shape_error>([&] { r.with(price{}, prices); });
    CHECK(text == "request: side column 'price' has 4 rows, the features have 3");
    CHECK_FALSE(r.has<price>());
    const std::vector<float> vectors(8);
    CHECK(holds(thrown<shape_error>([&] { r.with(embedding{}, matrix_view<const float>{vectors.data(), 2, 4}); }),
                "'embedding'", " 2 ", " 3"));
    CHECK_FALSE(r.has<embedding>());
}

TEST_CASE("core/request: a column is given once, and there are at most eight") {
    const feature_table features(1, 1);
    const std::vector<float> one{1};
    request r{features.view()};
    [&]<int... N>(std::integer_sequence<int, N...>) { (r.with(extra<N>{}, one), ...); }
    (std::make_integer_sequence<int, 7>{});
    CHECK(holds(thrown<error>([&] { r.with(extra<3>{}, one); }), "'extra'", "twice"));
    r.with(extra<7>{}, one);
    CHECK(r.sides().size() == 8);
    CHECK(holds(thrown<error>([&] { r.with(extra<8>{}, one); }), "more than 8"));
    CHECK(r.sides().size() == 8);
    CHECK(r.has<extra<7>>());
    CHECK_FALSE(r.has<extra<8>>());
}

TEST_CASE("core/request: an empty request") {
    const request none;
    CHECK(none.size() == 0);
    CHECK(none.features().rows() == 0);
    CHECK(none.user().empty());
    CHECK(none.sides().empty());
    const std::vector<float> empty;
    const feature_table features(0, 4);
    const request r = request{features.view()}.with(price{}, empty);
    CHECK(r.has<price>());
    CHECK(r.get<price>().empty());
}
