#pragma once

/// Problems whose Pareto fronts are known.
#include "fulcrum/search/constrained_problems.hpp"
#include "fulcrum/search/dtlz.hpp"
#include "fulcrum/search/knapsack.hpp"
#include "fulcrum/search/wfg.hpp"
#include "fulcrum/search/zdt.hpp"
