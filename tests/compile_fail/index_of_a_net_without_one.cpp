// expect: indexed: the model cannot score items of an index: it needs user_inputs
#include "fulcrum/fulcrum.hpp"
#include "fulcrum/mlp.hpp"

int main() {
    const fulcrum::mlp_parameters parameters;
    const fulcrum::dynamic_mlp<float> net(parameters);
    const fulcrum::item_index items(fulcrum::matrix_view<const float>(nullptr, 0, 8));
    fulcrum::score_with scorer{fulcrum::indexed{net, items}};
}
