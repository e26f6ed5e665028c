// expect: mixed_crossover: two operators act on the same kind of variable, and neither is the more special one
#include "fulcrum/search.hpp"

int main() {
    const fulcrum::mixed_crossover crossover{fulcrum::uniform_crossover{}, fulcrum::two_point_crossover{}};
    static_cast<void>(crossover);
}
