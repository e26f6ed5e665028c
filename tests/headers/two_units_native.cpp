#include "all_headers.hpp"

#include "layout.hpp"

std::vector<std::size_t> layout_of_native_unit();

std::vector<std::size_t> layout_of_native_unit() { return layout(); }
