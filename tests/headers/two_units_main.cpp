// With two_units_native.cpp: every header in two translation units with different instruction sets.
#include "all_headers.hpp"

#include "layout.hpp"

#include <cstdio>

std::vector<std::size_t> layout_of_native_unit();

int main() {
    if (layout() == layout_of_native_unit()) return 0;
    std::puts("A public type has another layout under -march=native");
    return 1;
}
