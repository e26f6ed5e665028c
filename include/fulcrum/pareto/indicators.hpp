#pragma once

/// Indicators of a front against a reference.
#include "fulcrum/pareto/distance_indicators.hpp"
#include "fulcrum/pareto/epsilon_indicator.hpp"
#include "fulcrum/pareto/r2.hpp"
#include "fulcrum/pareto/spread.hpp"
