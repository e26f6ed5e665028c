#include "algorithms.hpp"

#include "named.hpp"

#include <fulcrum/core/error.hpp>
#include <fulcrum/core/matrix_view.hpp>
#include <fulcrum/search/moead.hpp>
#include <fulcrum/search/nsga2.hpp>
#include <fulcrum/search/nsga3.hpp>
#include <fulcrum/search/random_search.hpp>
#include <fulcrum/search/rnsga2.hpp>
#include <fulcrum/search/search.hpp>
#include <fulcrum/search/sms_emoa.hpp>

#include <array>
#include <string>

namespace {

using namespace fulcrum;

template <class Algorithm> search_result run(const search_options& o, const any_problem& problem, seed s) {
    return search(Algorithm{.population = o.population, .generations = o.generations}, problem, s);
}

search_result run_unsga3(const search_options& o, const any_problem& problem, seed s) {
    return search(nsga3{.population = o.population, .generations = o.generations, .unified = true}, problem, s);
}

search_result run_rnsga2(const search_options& o, const any_problem& problem, seed s) {
    if (o.point.empty()) fail("rnsga2 looks next to a point: add --point with a value for each objective");
    const matrix_view<const double> point(o.point.data(), 1, o.point.size());
    return search(rnsga2{.population = o.population, .generations = o.generations, .points = point}, problem, s);
}

/// One child at a time, as in the paper: after the first population each child is a batch of its own.
search_result run_sms_emoa(const search_options& o, const any_problem& problem, seed s) {
    return search(sms_emoa{.population = o.population, .generations = 1 + o.population * (o.generations - 1)}, problem,
                  s);
}

struct entry {
    const char* name;
    search_algorithm run;
};
constexpr std::array algorithms{
    entry{"nsga2", run<nsga2>},
    entry{"nsga3", run<nsga3>},
    entry{"unsga3", run_unsga3},
    entry{"rnsga2", run_rnsga2},
    entry{"moead", run<moead>},
    entry{"sms_emoa", run_sms_emoa},
    entry{"random", run<random_search>},
};

} // namespace

std::string algorithm_names() { return names_of<entry>(algorithms); }

search_algorithm find_algorithm(const std::string& name) {
    return find_named<entry>("algorithm", name, algorithms).run;
}
