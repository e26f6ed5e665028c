// Tuning a pipeline on a log, in as few lines as it takes: what the README shows. examples/tune_ranker does it in full.
// test:
#include "shop_ranker.hpp"

#include <fulcrum/config.hpp>
#include <fulcrum/parallel.hpp>
#include <fulcrum/search.hpp>
#include <fulcrum/simulate.hpp>
#include <fulcrum/tune.hpp>

#include <cstdio>

int main() {
    using fulcrum::shop;
    const shop store;
    const auto log = fulcrum::write_log(store, fulcrum::shop_logging_policy{}, 0, 3000, 1);
    const auto model = train_model(shop_ranker::shown_rows(log), shop_ranker::heads, {.epochs = 5});
    const auto ranker = shop_ranker::make(model, store.positions(), 1);
    using click = shop::click;
    using revenue = shop::revenue;

    // [snippet: tune]
    // A pipeline that ends in plackett_luce has exact propensities, so a log of another policy can judge it.
    fulcrum::replay problem(ranker, log, fulcrum::off_policy(click{}), fulcrum::off_policy(revenue{}),
                            fulcrum::diversity{.k = 5});
    const auto found = fulcrum::search(fulcrum::nsga2{.population = 24, .generations = 8}, problem, fulcrum::seed{7},
                                       fulcrum::tbb_executor());
    const auto front = problem.front(found); // every member with confidence intervals
    const auto point = fulcrum::choose(front, fulcrum::best(revenue{}).giving_up(click{}, 0.01));
    std::puts(point.report().c_str()); // value, interval and loss in every objective
    fulcrum::save_settings("settings.json", point);
    // [end: tune]
    return front.size() > 1 ? 0 : 1;
}
