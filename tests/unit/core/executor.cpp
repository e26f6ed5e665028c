#include "fulcrum/core/executor.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

using namespace fulcrum;

namespace {

struct no_workers {
    template <class Task> void run(std::size_t, Task&&) const {}
};
static_assert(Executor<sequential>);
static_assert(!Executor<no_workers>);
static_assert(!Executor<int>);

} // namespace

TEST_CASE("core/executor: sequential runs every task once, in order, as worker 0") {
    std::vector<std::size_t> seen;
    sequential::run(5, [&](std::size_t i, std::size_t worker) {
        CHECK(worker < sequential::workers());
        seen.push_back(i);
    });
    CHECK(seen == std::vector<std::size_t>{0, 1, 2, 3, 4});
    sequential::run(0, [](std::size_t, std::size_t) { FAIL("there is no task"); });
}
