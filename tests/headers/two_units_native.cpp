#include "all_headers.hpp"

#include "layout.hpp"

std::vector<std::size_t> layout_of_native_unit();
std::vector<std::uint32_t> answers_of_native_unit();
std::size_t searched_by_native_unit();

std::vector<std::size_t> layout_of_native_unit() { return layout(); }
std::vector<std::uint32_t> answers_of_native_unit() { return answers(); }
std::size_t searched_by_native_unit() { return searched(); }
