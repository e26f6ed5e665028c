// expect: mixed_mutation: two operators act on the same kind of variable, and neither is the more special one
#include "fulcrum/search.hpp"

int main() {
    const fulcrum::mixed_mutation mutation{fulcrum::swap_mutation{}, fulcrum::inversion_mutation{}};
    static_cast<void>(mutation);
}
