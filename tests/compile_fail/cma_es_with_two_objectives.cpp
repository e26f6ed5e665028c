// expect: this search is for the best value of exactly one objective
#include "fulcrum/search.hpp"
#include "fulcrum/search/cma_es.hpp"
#include "fulcrum/search/zdt.hpp"

int main() { static_cast<void>(fulcrum::search(fulcrum::cma_es{}, fulcrum::zdt1{})); }
