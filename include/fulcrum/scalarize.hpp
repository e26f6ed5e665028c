#pragma once

/// Many objectives to one utility: normalizers and scalarizers.
#include "fulcrum/scalarize/chebyshev.hpp"
#include "fulcrum/scalarize/normalize.hpp"
#include "fulcrum/scalarize/weighted_sum.hpp"
#include "fulcrum/scalarize/weights.hpp"
