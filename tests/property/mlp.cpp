// Nets of mixed layers: what the kernels of every instruction set and the reference give is the definition in double,
// and an item's bits do not depend on its batch.
#include "fulcrum/mlp/eigen_reference.hpp"
#include "fulcrum/mlp/mlp.hpp"
#include "fulcrum/core/random.hpp"

#include "allocation_counter.hpp"
#include "random_nets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

using namespace fulcrum;

namespace {

constexpr isa levels[] = {isa::baseline, isa::avx2, isa::avx512};

activation random_activation(random_stream& random) { return static_cast<activation>(random.below(activation_count)); }

/// One to five layers of 1 to 40, at times 150, values; a third of them residual, a third concat.
mlp_parameters random_net(random_stream& random) {
    const auto size = [&] { return random.below(8) == 0 ? std::size_t{150} : std::size_t{1} + random.below(40); };
    mlp_parameters net;
    const std::size_t depth = 1 + random.below(5);
    std::size_t inputs = size();
    for (std::size_t l = 0; l < depth; ++l) {
        const bool residual = random.below(3) == 0;
        const std::size_t outputs = residual ? inputs : size();
        const activation act = random_activation(random);
        const bool concat = l + 1 < depth && random.below(3) == 0;
        mlp_layer layer = random_nets::layer(inputs, outputs, act, random);
        layer.residual = residual;
        layer.concat = concat;
        net.layers.push_back(std::move(layer));
        inputs = detail::handed_on(net, net.layers.back());
    }
    for (std::size_t first = random.below(3); first < net.outputs();) {
        const std::size_t count = 1 + random.below(static_cast<std::uint32_t>(net.outputs() - first));
        net.heads.push_back({"", first, count, random_activation(random)});
        first += count + random.below(3);
    }
    return net;
}

/// Items with room between their rows, which no kernel may read or write.
struct batch {
    std::size_t items, inputs, stride;
    std::vector<float> values;

    batch(std::size_t n, std::size_t d, std::size_t gap, random_stream& random)
        : items(n), inputs(d), stride(d + gap), values(n * stride, std::nanf("")) {
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t k = 0; k < d; ++k) values[i * stride + k] = static_cast<float>(random.normal());
    }
    [[nodiscard]] matrix_view<const float> view(std::size_t first, std::size_t n) const {
        return {values.data() + first * stride, n, inputs, stride};
    }
};

template <class Net>
std::vector<float> scored(const Net& net, matrix_view<const float> features, workspace& ws) {
    const std::size_t n = features.rows();
    std::vector<float> out(n * net.outputs());
    net(features, columns_view<float>(out.data(), n, net.outputs()), ws);
    return out;
}

double worst_error(const std::vector<random_nets::exact_item>& want, const std::vector<float>& got) {
    double worst = 0;
    for (std::size_t i = 0; i < want.size(); ++i)
        for (std::size_t o = 0; o < want[i].outputs.size(); ++o) {
            const double off = std::abs(want[i].outputs[o] - static_cast<double>(got[o * want.size() + i]));
            if (std::isnan(off)) return off;
            worst = std::max(worst, off / (1 + want[i].largest));
        }
    return worst;
}

} // namespace

TEST_CASE("property/mlp: random nets of mixed layers equal their definition") {
    workspace ws;
    for (std::uint64_t seed = 0; seed < 120; ++seed) {
        CAPTURE(seed);
        random_stream random(seed);
        const mlp_parameters net = random_net(random);
        const batch x(1 + random.below(70), net.inputs(), random.below(4), random);
        std::vector<random_nets::exact_item> want;
        for (std::size_t i = 0; i < x.items; ++i) want.push_back(random_nets::by_hand(net, x.view(i, 1).row(0)));
        CHECK(worst_error(want, scored(eigen_reference(net), x.view(0, x.items), ws)) < 1e-5);
        for (const isa level : levels)
            CHECK(worst_error(want, scored(dynamic_mlp<float>(net, level), x.view(0, x.items), ws)) < 1e-5);
    }
}

TEST_CASE("property/mlp: in nets of mixed layers an item has the same bits in any batch, and nothing is allocated") {
    for (std::uint64_t seed = 1000; seed < 1040; ++seed) {
        CAPTURE(seed);
        random_stream random(seed);
        const mlp_parameters net = random_net(random);
        const batch x(70, net.inputs(), random.below(4), random);
        for (const isa level : levels) {
            workspace ws;
            const dynamic_mlp<float> scorer(net, level);
            const std::vector<float> all = scored(scorer, x.view(0, x.items), ws);
            for (std::size_t n = 1; n < x.items; n += 1 + random.below(9)) { // the last n items
                std::vector<float> some(n * net.outputs());
                const allocation_counter counter;
                scorer(x.view(x.items - n, n), columns_view<float>(some.data(), n, net.outputs()), ws);
                if (allocation_counter::counts) CHECK(counter.allocations() == 0);
                bool same = true;
                for (std::size_t o = 0; o < net.outputs(); ++o)
                    for (std::size_t i = 0; i < n; ++i)
                        same = same && some[o * n + i] == all[o * x.items + x.items - n + i];
                CHECK(same);
            }
        }
    }
}

TEST_CASE("property/mlp: the sizes in the type of a net with concat layers are those of the outputs") {
    random_stream random(4);
    mlp_parameters net{{{3, 5, std::vector<float>(15, .5F), std::vector<float>(5), activation::relu},
                        {8, 2, std::vector<float>(16, -.25F), std::vector<float>(2), activation::tanh}}, {}};
    net.layers[0].concat = true;
    const batch x(30, 3, 1, random);
    workspace ws;
    CHECK(scored(mlp<float, 3, 5, 2>(net), x.view(0, 30), ws) == scored(dynamic_mlp<float>(net), x.view(0, 30), ws));
    CHECK_THROWS_AS((mlp<float, 3, 8, 2>(net)), shape_error);
    CHECK_THROWS_AS((mlp<float, 4, 5, 2>(net)), shape_error);
}
