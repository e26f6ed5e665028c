// expect: search: an observer is callable with .const search_progress&. and returns nothing, or a bool
#include "fulcrum/search.hpp"
#include "fulcrum/search/test_problems.hpp"

int main() {
    const auto observer = [](int generation) { return generation < 10; };
    static_cast<void>(fulcrum::search(fulcrum::nsga2{}, fulcrum::zdt1{}, fulcrum::seed{1}, fulcrum::sequential{}, observer));
}
