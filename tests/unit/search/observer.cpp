#include "fulcrum/search/observer.hpp"

#include "fulcrum/search/checkpoint.hpp"
#include "fulcrum/search/external_archive.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

using fulcrum::search_progress;
using fulcrum::SearchObserver;
using fulcrum::SearchRecorder;

struct says_nothing {
    void operator()(const search_progress&) const {}
};
struct says_when {
    static constexpr std::string_view name = "says_when";
    bool operator()(const search_progress&) { return true; }
};
struct says_text {
    std::string operator()(const search_progress&) const { return {}; }
};
struct takes_a_copy {
    void operator()(search_progress) const {}
};

static_assert(SearchObserver<says_nothing> && SearchObserver<const says_nothing>);
static_assert(SearchObserver<says_when> && !SearchObserver<const says_when>); // it is not const
static_assert(SearchObserver<takes_a_copy>);
static_assert(!SearchObserver<says_text>);
static_assert(!SearchObserver<int>);
static_assert(SearchRecorder<fulcrum::checkpoint> && SearchRecorder<const fulcrum::checkpoint>);
static_assert(!SearchObserver<fulcrum::checkpoint> && !SearchRecorder<says_nothing>);
static_assert(SearchObserver<fulcrum::external_archive>);

} // namespace

TEST_CASE("search/observer: its name is its own, or callback") {
    CHECK(fulcrum::detail::observer_name<says_when>() == "says_when");
    CHECK(fulcrum::detail::observer_name<says_nothing>() == "callback");
    CHECK(fulcrum::detail::observer_name<fulcrum::external_archive>() == "external_archive");
}
