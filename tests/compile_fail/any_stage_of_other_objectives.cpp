// expect: any_stage: the stage does not fit the objectives
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

int main() { fulcrum::any_stage<goals> stage = fulcrum::weighted_sum{fulcrum::weights{1 * click{}}}; }
