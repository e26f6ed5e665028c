#pragma once

/// FULCRUM_ASSERT(condition): a precondition of a hot path. Active in debug builds, nothing under NDEBUG.
/// A program may define it before it includes any header (tests make it throw). It never changes a layout.
#ifndef FULCRUM_ASSERT
#ifdef NDEBUG
#define FULCRUM_ASSERT(condition) static_cast<void>(0)
#else
#include <cassert>
#define FULCRUM_ASSERT(condition) assert(condition)
#endif
#endif
