#include "fulcrum/mlp/parameters.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace fulcrum;

namespace {

mlp_parameters small_net() {
    return {{{2, 3, {1, 2, 3, 4, 5, 6}, {0, 0, 0}, activation::relu},
             {3, 2, {1, 2, 3, 4, 5, 6}, {0, 0}, activation::identity}},
            {{"a", 0, 1, activation::sigmoid}, {"b", 1, 1, activation::identity}}};
}

std::string message_of(const mlp_parameters& net) {
    try {
        validate(net);
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

} // namespace

TEST_CASE("mlp/parameters: a sound net passes") {
    CHECK(message_of(small_net()).empty());
    CHECK(small_net().inputs() == 2);
    CHECK(small_net().outputs() == 2);
}

TEST_CASE("mlp/parameters: each mistake is named") {
    mlp_parameters net = small_net();
    net.layers[1].inputs = 4;
    CHECK(message_of(net) == "mlp: layer 1 is 2 x 4, but layer 0 is 3 x 2; 4 inputs cannot take 3 outputs");
    CHECK_THROWS_AS(validate(net), shape_error);

    net = small_net();
    net.layers[0].weights.pop_back();
    CHECK(message_of(net) == "mlp: layer 0 is 3 x 2, but has 5 weights");
    net = small_net();
    net.layers[0].bias.push_back(0);
    CHECK(message_of(net) == "mlp: layer 0 has 3 outputs, but 4 bias values");
    net = small_net();
    net.layers[1].weights[4] = std::numeric_limits<float>::quiet_NaN();
    CHECK(message_of(net) == "mlp: weight (1, 1) of layer 1 is nan; weights must be finite");
    net = small_net();
    net.layers[0].bias[2] = -std::numeric_limits<float>::infinity();
    CHECK(message_of(net) == "mlp: bias 2 of layer 0 is -inf; it must be finite");
    CHECK(message_of({}) == "mlp: there are no layers; give at least one");
    net = small_net();
    net.layers[0].inputs = 0;
    CHECK(message_of(net) == "mlp: layer 0 is 3 x 0; neither may be 0");
}

TEST_CASE("mlp/parameters: a residual layer has as many outputs as inputs") {
    mlp_parameters net = small_net();
    net.layers[0].residual = true;
    CHECK(message_of(net) ==
          "mlp: layer 0 is 3 x 2 and residual; its 2 inputs cannot be added to its 3 outputs");
    CHECK_THROWS_AS(validate(net), shape_error);
    net.layers[0] = {2, 2, {1, 2, 3, 4}, {0, 0}, activation::relu, true};
    net.layers[1] = {2, 2, {1, 2, 3, 4}, {0, 0}, activation::identity, true};
    CHECK(message_of(net).empty());
}

TEST_CASE("mlp/parameters: what follows a concat layer takes its outputs and the features") {
    mlp_parameters net = small_net();
    net.layers[0].concat = true;
    CHECK(message_of(net) ==
          "mlp: layer 1 is 2 x 3, but layer 0 is 3 x 2; 3 inputs cannot take 5 outputs and features");
    CHECK_THROWS_AS(validate(net), shape_error);
    net.layers[1] = {5, 2, std::vector<float>(10), {0, 0}, activation::identity};
    CHECK(message_of(net).empty());
    CHECK(net.inputs() == 2);
    CHECK(net.outputs() == 2);
    net.layers[1].concat = true;
    CHECK(message_of(net) ==
          "mlp: layer 1 is concat, but the last of 2 layers; there is no next one to take its outputs and the features");
    CHECK_THROWS_AS(validate(net), shape_error);
}

TEST_CASE("mlp/parameters: heads are in order, inside the outputs, and do not overlap") {
    mlp_parameters net = small_net();
    net.heads[1].count = 2;
    CHECK(message_of(net) == "mlp: head 1 'b' has outputs 1 to 2, but the net has 2");
    net = small_net();
    net.heads[0].count = 2;
    CHECK(message_of(net) == "mlp: head 1 'b' starts at output 1, before output 2, where the heads before it end");
    net = small_net();
    net.heads[0].count = 0;
    CHECK(message_of(net) == "mlp: head 0 'a' has no outputs");
    net = small_net();
    net.heads.clear();
    CHECK(message_of(net).empty());
}
