#pragma once

/// The version of the library, in one place: the build reads it from here, and every header opens the inline
/// namespace that belongs to it, so two versions can be linked into one program.
#define FULCRUM_VERSION_MAJOR 0
#define FULCRUM_VERSION_MINOR 1
#define FULCRUM_VERSION_PATCH 0

namespace fulcrum::inline v0_1 {}
