// Features that lie in Eigen or xtensor containers are ranked where they lie, and the columns of the slate are read
// back as Eigen or xtensor views. Nothing is copied on the way.
// test:
#include "fulcrum/fulcrum.hpp"
#include "fulcrum/interop/eigen.hpp"
#include "fulcrum/interop/xtensor.hpp"

#include <Eigen/Core>
#include <xtensor/xmath.hpp>
#include <xtensor/xtensor.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>

struct click : fulcrum::maximize {};
struct complaint : fulcrum::minimize {};
using goals = fulcrum::objectives<click, complaint>;

int main() {
    // One candidate a row: an Eigen matrix is declared RowMajor, an xtensor is so by default.
    const Eigen::Matrix<float, 4, 2, Eigen::RowMajor> features{{.9F, .5F}, {.4F, .1F}, {.7F, .2F}, {.1F, .9F}};
    const xt::xtensor<float, 1> prices{10, 250, 30, 40};

    // The scorer uses Eigen on the views that it is given: here the features are the objectives.
    const auto scorer = [](fulcrum::matrix_view<const float> rows, fulcrum::columns_view<float> out) {
        fulcrum::as_eigen(out) = fulcrum::as_eigen(rows);
    };
    const auto ranker = fulcrum::rank_by<goals>(
        fulcrum::score_with{scorer}, fulcrum::drop_if{fulcrum::price{}, [](float price) { return price > 100; }},
        fulcrum::min_max{}, fulcrum::weighted_sum{fulcrum::weights{.6F * click{}, .4F * complaint{}}}, fulcrum::top_k{3});

    const fulcrum::request request = fulcrum::request{features}.with(fulcrum::price{}, prices);
    fulcrum::workspace ws;
    const fulcrum::slate slate = ranker(request, ws);

    const auto objectives = fulcrum::as_eigen(slate.objectives()); // candidates x objectives
    const auto utility = fulcrum::as_xtensor(slate.utility());
    std::cout << "  row  click  complaint  utility\n";
    for (const std::uint32_t row : slate.order()) {
        std::cout << "    " << row << "   " << objectives(row, 0) << "    " << objectives(row, 1) << "        "
                  << utility(row) << '\n';
    }
    std::cout << "mean click rate of all candidates: " << objectives.col(0).mean() << '\n';

    const bool shared = request.features().data() == features.data() &&
                        request.get<fulcrum::price>().data() == prices.data() &&
                        objectives.data() == slate.objectives().data() && utility.data() == slate.utility().data();
    std::cout << (shared ? "every view lies where its data was\n" : "something was copied\n");
    return shared ? 0 : 1;
}
