#pragma once

/// Scoring, filtering and selecting.
#include "fulcrum/select/drop_if.hpp"
#include "fulcrum/select/keep_fronts.hpp"
#include "fulcrum/select/plackett_luce.hpp"
#include "fulcrum/select/score_with.hpp"
#include "fulcrum/select/top_k.hpp"
