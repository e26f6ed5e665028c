#pragma once

/// A seeded shop to try policies in, where the truth is known.
#include "fulcrum/simulate/logging_policy.hpp"
#include "fulcrum/simulate/shop.hpp"
#include "fulcrum/simulate/shop_session.hpp"
#include "fulcrum/simulate/shop_world.hpp"
