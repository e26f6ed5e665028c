// expect: a request borrows its features: pass an object that outlives it, not a temporary
#include "fulcrum/fulcrum.hpp"

struct click : fulcrum::maximize {};
struct sale : fulcrum::maximize {};
using goals = fulcrum::objectives<click, sale>;

struct table {
    float values[4] = {};
};
template <> struct fulcrum::matrix_adapter<table> {
    static matrix_view<const float> view(const table& t) { return {t.values, 2, 2}; }
};

int main() {
    const fulcrum::request r{table{}};
    return static_cast<int>(r.size());
}
