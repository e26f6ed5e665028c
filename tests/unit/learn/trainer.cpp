#include "fulcrum/learn/trainer.hpp"
#include "fulcrum/mlp/mlp.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

using namespace fulcrum;

namespace {

std::vector<float> predict(const mlp_parameters& net, const std::vector<float>& x) {
    const std::size_t n = x.size() / net.inputs();
    std::vector<float> out(n * net.outputs());
    workspace ws;
    const dynamic_mlp<float> scorer(net);
    scorer(matrix_view<const float>(x.data(), n, net.inputs()), columns_view<float>(out.data(), n, net.outputs()), ws);
    return out;
}

/// Two raw features of very different scale; a click with a logistic probability, and a revenue that is linear.
struct world {
    std::vector<float> x, y;
    std::vector<double> p, revenue;
    explicit world(std::size_t n, std::uint64_t seed = 1) {
        random_stream random(seed);
        std::vector<float> clicks, money;
        for (std::size_t i = 0; i < n; ++i) {
            const double a = random.normal(), b = random.normal();
            x.push_back(static_cast<float>(100 + 20 * a));
            x.push_back(static_cast<float>(0.01 * b));
            p.push_back(1 / (1 + std::exp(-(0.5 + a - 0.7 * b))));
            revenue.push_back(500 + 80 * a + 40 * b);
            clicks.push_back(random.bernoulli(p.back()) ? 1.0F : 0.0F);
            money.push_back(static_cast<float>(revenue.back() + 10 * random.normal()));
        }
        y = clicks;
        y.insert(y.end(), money.begin(), money.end());
    }
    [[nodiscard]] dataset data() const { return {{x.data(), p.size(), 2}, {y.data(), p.size(), 2}}; }
};

const std::vector<training_head> two_heads{{"click"}, {"revenue", loss::squared_error}};

std::string message_of(const mlp_trainer& options, const dataset& data, const std::vector<training_head>& heads) {
    try {
        static_cast<void>(train(options, data, heads));
    } catch (const error& e) {
        return e.what();
    }
    return "";
}

} // namespace

TEST_CASE("learn/trainer: learns XOR") {
    std::vector<float> x, y;
    for (int i = 0; i < 400; ++i) {
        x.push_back(static_cast<float>(i & 1));
        x.push_back(static_cast<float>(i >> 1 & 1));
        y.push_back(static_cast<float>((i & 1) != (i >> 1 & 1)));
    }
    const std::vector<training_head> heads{{"xor"}};
    const trained_mlp model =
        train({.hidden = {16}, .epochs = 60, .batch = 16, .learning_rate = 0.01, .validation = 0},
              {{x.data(), 400, 2}, {y.data(), 400, 1}}, heads);
    const std::vector<float> p = predict(model.net, {0, 0, 1, 0, 0, 1, 1, 1});
    CHECK(p[0] < 0.05F);
    CHECK(p[1] > 0.95F);
    CHECK(p[2] > 0.95F);
    CHECK(p[3] < 0.05F);
    CHECK(model.best_epoch == 60);
    CHECK(model.history.size() == 60);
}

TEST_CASE("learn/trainer: two heads recover known probabilities and a real target, on raw features") {
    const world truth(8000);
    const trained_mlp model =
        train({.hidden = {16}, .epochs = 15, .batch = 64, .learning_rate = 0.003}, truth.data(), two_heads);
    REQUIRE(model.net.heads.size() == 2);
    CHECK(model.net.heads[0].name == "click");
    CHECK(model.net.heads[0].act == activation::sigmoid);
    CHECK(model.net.heads[1].name == "revenue");
    const world fresh(1000, 2);
    const std::vector<float> out = predict(model.net, fresh.x);
    double probability_error = 0, revenue_error = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
        probability_error += std::abs(static_cast<double>(out[i]) - fresh.p[i]) / 1000;
        revenue_error += std::abs(static_cast<double>(out[1000 + i]) - fresh.revenue[i]) / 1000;
    }
    CHECK(probability_error < 0.025);
    CHECK(revenue_error < 5); // of a deviation of 90
    const epoch_report& best = model.history[model.best_epoch - 1];
    CHECK(best.best);
    CHECK(best.validation == doctest::Approx(best.heads[0] + best.heads[1]));
    CHECK(best.heads[1] < 0.03); // noise of 10 in units of the variance of 90 is 0.012
}

TEST_CASE("learn/trainer: the same seed gives the same weights bit for bit, another seed others") {
    const world truth(500);
    mlp_trainer options{.hidden = {8}, .epochs = 3, .batch = 32, .dropout = 0.2};
    const trained_mlp a = train(options, truth.data(), two_heads), b = train(options, truth.data(), two_heads);
    options.seed = 2;
    const trained_mlp c = train(options, truth.data(), two_heads);
    for (std::size_t l = 0; l < 2; ++l) {
        CHECK(a.net.layers[l].weights == b.net.layers[l].weights);
        CHECK(a.net.layers[l].bias == b.net.layers[l].bias);
        CHECK(a.net.layers[l].weights != c.net.layers[l].weights);
    }
}

TEST_CASE("learn/trainer: early stopping ends a run that only overfits, and returns the best weights") {
    random_stream random(4);
    std::vector<float> x(200 * 10), y(200); // nothing to learn
    for (float& v : x) v = static_cast<float>(random.normal());
    for (float& v : y) v = random.bernoulli(0.5) ? 1.0F : 0.0F;
    const dataset data{{x.data(), 200, 10}, {y.data(), 200, 1}};
    const std::vector<training_head> heads{{"coin"}};
    const row_split split = random_split(200, 0.5, 9);
    std::size_t calls = 0;
    const trained_mlp model =
        train({.epochs = 200, .batch = 20, .learning_rate = 0.01, .patience = 3}, data, heads, split,
              [&](const epoch_report& report) { CHECK(report.epoch == ++calls); });
    CHECK(model.history.size() < 50);
    CHECK(calls == model.history.size());
    CHECK(model.history.size() == model.best_epoch + 3);
    for (const epoch_report& report : model.history)
        CHECK(report.validation >= model.history[model.best_epoch - 1].validation);
    // the returned weights have the loss that was reported for the best epoch
    const std::vector<float> out = predict(model.net, x);
    double sum = 0;
    for (const std::size_t i : split.validation)
        sum -= std::log(static_cast<double>(y[i] > 0 ? out[i] : 1 - out[i])) / static_cast<double>(split.validation.size());
    CHECK(sum == doctest::Approx(model.history[model.best_epoch - 1].validation).epsilon(1e-4));
}

TEST_CASE("learn/trainer: an example with weight 0 does not train its head") {
    world truth(2000);
    std::vector<float> weights(4000, 1.0F);
    for (std::size_t i = 0; i < 2000; ++i)
        if (truth.y[i] == 0) { // revenue is known after a click only
            weights[2000 + i] = 0;
            truth.y[2000 + i] = std::nanf("");
        }
    dataset data = truth.data();
    data.weights = {weights.data(), 2000, 2};
    const trained_mlp model =
        train({.hidden = {8}, .epochs = 20, .batch = 32, .learning_rate = 0.005}, data, two_heads);
    const world fresh(500, 2);
    const std::vector<float> out = predict(model.net, fresh.x);
    double revenue_error = 0;
    for (std::size_t i = 0; i < 500; ++i)
        revenue_error += std::abs(static_cast<double>(out[500 + i]) - fresh.revenue[i]) / 500;
    CHECK(revenue_error < 12);
}

TEST_CASE("learn/trainer: a weight counts as copies of the example") {
    const std::vector<float> x{0, 0}, y{1, 0}, w{3, 1};
    const std::vector<training_head> heads{{"p"}};
    const trained_mlp model = train({.hidden = {}, .epochs = 2000, .batch = 2, .learning_rate = 0.01, .validation = 0},
                                    {{x.data(), 2, 1}, {y.data(), 2, 1}, {w.data(), 2, 1}}, heads);
    CHECK(predict(model.net, {0})[0] == doctest::Approx(0.75).epsilon(0.01));
}

TEST_CASE("learn/trainer: L2 shrinks the weights, but not the bias") {
    const world truth(1000);
    const auto run = [&](double l2) {
        return train({.hidden = {}, .epochs = 30, .batch = 50, .learning_rate = 0.01, .l2 = l2, .validation = 0},
                     truth.data(), two_heads)
            .net.layers[0];
    };
    const mlp_layer free = run(0), held = run(10);
    for (std::size_t i = 0; i < 4; ++i) CHECK(std::abs(held.weights[i]) < 0.3F * std::abs(free.weights[i]));
    // with next to no weights, the real head predicts the mean
    CHECK(held.bias[1] + held.weights[2] * 100 == doctest::Approx(500).epsilon(0.03));
}

TEST_CASE("learn/trainer: a constant feature and a constant target do no harm") {
    world truth(300);
    for (std::size_t i = 0; i < 300; ++i) {
        truth.x[2 * i + 1] = 7;
        truth.y[300 + i] = 42;
    }
    const trained_mlp model =
        train({.hidden = {8}, .epochs = 60, .batch = 32, .learning_rate = 0.01}, truth.data(), two_heads);
    const std::vector<float> out = predict(model.net, truth.x);
    for (std::size_t i = 300; i < 600; ++i) CHECK(out[i] == doctest::Approx(42).epsilon(0.01));
}

TEST_CASE("learn/trainer: wrong input is refused in one sentence") {
    world truth(20);
    const mlp_trainer options{.hidden = {4}, .epochs = 1};
    CHECK(message_of(options, truth.data(), {{"click"}}) ==
          "train: there are 1 heads, but 2 columns of targets; give one column for each head, and at least one");
    CHECK(message_of(options, {}, two_heads) ==
          "dataset: the features are 0 x 0; there is nothing to learn from");
    CHECK(message_of(options, truth.data(), {{"click"}, {"money"}}).find("head 'money'") != std::string::npos);
    CHECK(message_of({.epochs = 0}, truth.data(), two_heads).find("epochs is 0") != std::string::npos);
    CHECK(message_of({.learning_rate = 0}, truth.data(), two_heads).find("learning rate") != std::string::npos);
    CHECK(message_of({.dropout = 1}, truth.data(), two_heads).find("dropout is 1") != std::string::npos);
    CHECK(message_of({.l2 = -1}, truth.data(), two_heads).find("l2 is -1") != std::string::npos);
    CHECK(message_of({.validation = 1}, truth.data(), two_heads).find("validation share") != std::string::npos);
    CHECK(message_of({.epochs = 50, .batch = 1, .learning_rate = 1e30}, truth.data(), two_heads)
              .find("lower the learning rate") != std::string::npos);
    CHECK_THROWS_AS(static_cast<void>(train(options, truth.data(), two_heads, row_split{})), error);
    CHECK_THROWS_AS(static_cast<void>(train(options, truth.data(), two_heads, row_split{{0, 20}, {}})), shape_error);
    truth.x[7] = std::nanf("");
    CHECK(message_of(options, truth.data(), two_heads) ==
          "dataset: feature (row 3, column 1) is nan; it must be finite");
    truth.x[7] = 0;
    std::vector<float> weights(40, 1.0F);
    std::fill_n(weights.begin(), 20, 0.0F);
    dataset data = truth.data();
    data.weights = {weights.data(), 20, 2};
    CHECK(message_of(options, data, two_heads) ==
          "train: head 'click' has no training example with a positive weight");
}
