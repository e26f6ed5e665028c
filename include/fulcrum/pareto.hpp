#pragma once

/// Dominance, fronts, ranks, crowding, knees, hypervolume and indicators.
#include "fulcrum/pareto/crowding.hpp"
#include "fulcrum/pareto/dominance.hpp"
#include "fulcrum/pareto/front.hpp"
#include "fulcrum/pareto/hypervolume.hpp"
#include "fulcrum/pareto/indicators.hpp"
#include "fulcrum/pareto/knee.hpp"
#include "fulcrum/pareto/nondominated_sort.hpp"
