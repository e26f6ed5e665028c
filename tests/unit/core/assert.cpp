// This file includes no other header of the library, whose inline functions would then differ between files.
namespace {
int failures = 0;
} // namespace
#define FULCRUM_ASSERT(condition) static_cast<void>((condition) ? 0 : ++failures)
#include "fulcrum/core/assert.hpp"

#include <doctest/doctest.h>

TEST_CASE("core/assert: a program's own definition is kept") {
    FULCRUM_ASSERT(1 + 1 == 2);
    CHECK(failures == 0);
    FULCRUM_ASSERT(1 + 1 == 3);
    CHECK(failures == 1);
}
