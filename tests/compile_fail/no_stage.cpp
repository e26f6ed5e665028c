// expect: rank_by: a pipeline needs at least one stage
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

int main() { auto ranker = fulcrum::rank_by<goals>(); }
