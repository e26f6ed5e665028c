#pragma once

/// Search for Pareto fronts: problems, operators, NSGA-II, and a random baseline. (Test problems are on their own in
/// search/test_problems.hpp.)
#include "fulcrum/search/crossover.hpp"
#include "fulcrum/search/mutation.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/problem.hpp"
#include "fulcrum/search/random_search.hpp"
#include "fulcrum/search/result.hpp"
#include "fulcrum/search/sampling.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/selection.hpp"
#include "fulcrum/search/survival.hpp"
