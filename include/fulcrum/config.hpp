#pragma once

/// Settings in JSON files; needs nlohmann-json (component json).
#include "fulcrum/config/settings_file.hpp"
