#pragma once

/// Order by more than merit: diversity.
#include "fulcrum/rerank/mmr.hpp"
