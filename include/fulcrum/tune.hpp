#pragma once

/// Tuning a pipeline on logs: a Problem for a search, its front, the operating point.
#include "fulcrum/tune/achievement.hpp"
#include "fulcrum/tune/metrics.hpp"
#include "fulcrum/tune/operating_point.hpp"
#include "fulcrum/tune/policy_front.hpp"
#include "fulcrum/tune/pseudo_weights.hpp"
#include "fulcrum/tune/replay.hpp"
#include "fulcrum/tune/settings.hpp"
#include "fulcrum/tune/trade_off.hpp"
