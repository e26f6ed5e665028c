#pragma once

#include "any_problem.hpp"

#include <fulcrum/core/random.hpp>
#include <fulcrum/search/result.hpp>

#include <cstddef>
#include <string>
#include <vector>

struct search_options {
    std::size_t population = 100;
    std::size_t generations = 250; ///< each of as many evaluations as individuals
    std::vector<double> point;     ///< what rnsga2 aspires to: a value per objective
};

using search_algorithm = fulcrum::search_result (*)(const search_options& options, const any_problem& problem,
                                                    fulcrum::seed seed);

/// All that there are.
[[nodiscard]] std::string algorithm_names();

/// Errors: error when there is none of that name (says which there are).
[[nodiscard]] search_algorithm find_algorithm(const std::string& name);
