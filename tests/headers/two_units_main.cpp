// With two_units_native.cpp: every header in two translation units with different instruction sets.
#include "all_headers.hpp"

#include "layout.hpp"

#include <cstdio>

std::vector<std::size_t> layout_of_native_unit();
std::vector<std::uint32_t> answers_of_native_unit();
std::size_t searched_by_native_unit();

int main() {
    if (layout() != layout_of_native_unit()) {
        std::puts("A public type has another layout under -march=native");
        return 1;
    }
    if (answers() != answers_of_native_unit()) {
        std::puts("Fronts or ranks are others under -march=native");
        return 1;
    }
    if (searched() != searched_by_native_unit()) {
        std::puts("A search evaluates another number of individuals under -march=native");
        return 1;
    }
    return 0;
}
