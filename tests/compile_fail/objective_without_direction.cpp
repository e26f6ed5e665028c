// expect: objectives<...>: an objective is an empty struct that derives from maximize or from minimize
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale {};
using goals = fulcrum::objectives<click, sale>;

int main() { return static_cast<int>(goals::size()); }
