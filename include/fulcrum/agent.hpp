#pragma once

/// Agents that learn by acting: environments, policies with exact propensities, REINFORCE. Needs Eigen.
#include "fulcrum/agent/environment.hpp"
#include "fulcrum/agent/policy.hpp"
#include "fulcrum/agent/reinforce.hpp"
#include "fulcrum/agent/slate_likelihood.hpp"
