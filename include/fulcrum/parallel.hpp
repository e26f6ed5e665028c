#pragma once

/// Executors over threads (component fulcrum::parallel, oneTBB).
#include "fulcrum/parallel/tbb_executor.hpp"
