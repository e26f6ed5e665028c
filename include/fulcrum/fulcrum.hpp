#pragma once

/// The online path: everything a ranking service needs to answer a request, on the standard library alone.
/// Searching, tuning, learning and evaluation have umbrellas of their own (fulcrum/search.hpp, fulcrum/tune.hpp, ...).
#include "fulcrum/core.hpp"
#include "fulcrum/mlp.hpp"
#include "fulcrum/pareto.hpp"
#include "fulcrum/pipeline.hpp"
#include "fulcrum/rerank.hpp"
#include "fulcrum/scalarize.hpp"
#include "fulcrum/select.hpp"
#include "fulcrum/version.hpp"
