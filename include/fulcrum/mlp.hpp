#pragma once

#include "fulcrum/mlp/activation.hpp"
#include "fulcrum/mlp/fold_normalization.hpp"
#include "fulcrum/mlp/mlp.hpp"
#include "fulcrum/mlp/parameters.hpp"
