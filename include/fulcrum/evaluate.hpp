#pragma once

#include "fulcrum/evaluate/beyond_accuracy.hpp"
#include "fulcrum/evaluate/bootstrap.hpp"
#include "fulcrum/evaluate/confidence.hpp"
#include "fulcrum/evaluate/moments.hpp"
#include "fulcrum/evaluate/off_policy.hpp"
#include "fulcrum/evaluate/quantile.hpp"
#include "fulcrum/evaluate/ranking_metrics.hpp"
#include "fulcrum/evaluate/slate_off_policy.hpp"
#include "fulcrum/evaluate/support.hpp"
