// Eigen and xtensor containers go in without a copy, and columns come out as views of both.
#include "fulcrum/interop/eigen.hpp"
#include "fulcrum/interop/xtensor.hpp"
#include "fulcrum/fulcrum.hpp"

#include <doctest/doctest.h>
#include <xtensor/xarray.hpp>
#include <xtensor/xtensor.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

using namespace fulcrum;

namespace {

struct click : maximize {};
struct complaint : minimize {};
using goals = objectives<click, complaint>;
using rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Notes where the features that reach the scorer lie.
struct watching {
    const float** seen;
    void operator()(matrix_view<const float> features, columns_view<float> out) const {
        *seen = features.data();
        as_eigen(out) = as_eigen(features).leftCols(static_cast<Eigen::Index>(out.cols()));
    }
};

auto pipeline_that_watches(const float*& seen) {
    return rank_by<goals>(score_with{watching{&seen}}, drop_if{price{}, [](float p) { return p > 100; }}, min_max{},
                          weighted_sum{weights{.6F * click{}, .4F * complaint{}}}, top_k{5}, mmr{});
}

float value(std::size_t i, std::size_t j) { return static_cast<float>((i * 7 + j * 5) % 11); }

template <class Features, class Prices, class Embeddings>
std::vector<std::uint32_t> check(const Features& features, const float* start, const Prices& prices,
                                 const Embeddings& embeddings) {
    const request r = request{features}.with(price{}, prices).with(embedding{}, embeddings);
    CHECK(r.features().data() == start);
    CHECK(r.get<price>().data() == prices.data());
    CHECK(r.get<embedding>().data() == embeddings.data());

    const float* seen = nullptr;
    workspace ws;
    const slate s = pipeline_that_watches(seen)(r, ws);
    CHECK(seen == start);

    const auto eigen = as_eigen(s.objectives());
    const auto tensor = as_xtensor(s.objectives());
    const auto eigen_utility = as_eigen(s.utility());
    const auto tensor_utility = as_xtensor(s.utility());
    CHECK(eigen.data() == s.objectives().data());
    CHECK(tensor.data() == s.objectives().data());
    CHECK(eigen_utility.data() == s.utility().data());
    CHECK(tensor_utility.data() == s.utility().data());
    CHECK(as_eigen(s.order()).data() == s.order().data());
    CHECK(as_xtensor(s.order()).data() == s.order().data());
    for (std::size_t i = 0; i < s.rows(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        CHECK(&tensor_utility(i) == &s.utility()[i]);
        CHECK(&eigen_utility(row) == &s.utility()[i]);
        for (std::size_t j = 0; j < 2; ++j) {
            CHECK(eigen(row, static_cast<Eigen::Index>(j)) == value(i, j));
            CHECK(&tensor(i, j) == &s.objectives()(i, j));
            CHECK(&eigen.coeffRef(row, static_cast<Eigen::Index>(j)) == &s.objectives()(i, j));
        }
    }
    return {s.order().begin(), s.order().end()};
}

} // namespace

TEST_CASE("property/containers: a pipeline takes Eigen and xtensor containers where they lie, with the same result") {
    constexpr std::size_t n = 9;
    rows eigen(n, 3);
    xt::xtensor<float, 2> tensor = xt::xtensor<float, 2>::from_shape({n, 3});
    xt::xarray<float> array = xt::xarray<float>::from_shape({n, 3});
    rows wide = rows::Zero(n, 5);
    Eigen::VectorXf eigen_prices(n);
    xt::xtensor<float, 1> tensor_prices = xt::xtensor<float, 1>::from_shape({n});
    for (std::size_t i = 0; i < n; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        eigen_prices(row) = tensor_prices(i) = i == 4 ? 150.0F : 20.0F;
        for (std::size_t j = 0; j < 3; ++j) {
            const auto col = static_cast<Eigen::Index>(j);
            eigen(row, col) = tensor(i, j) = array(i, j) = wide(row, col + 1) = value(i, j);
        }
    }
    const auto expected = check(eigen, eigen.data(), eigen_prices, eigen);
    CHECK(expected.size() == 5);
    CHECK(check(tensor, tensor.data(), tensor_prices, tensor) == expected);
    CHECK(check(array, array.data(), eigen_prices, tensor) == expected);
    const auto block = wide.middleCols(1, 3); // rows lie apart
    CHECK(check(block, wide.data() + 1, tensor_prices, eigen) == expected);
    const Eigen::Map<const rows> map(tensor.data(), n, 3);
    CHECK(check(map, tensor.data(), eigen_prices, eigen) == expected);
}
