#pragma once

#include "fulcrum/learn/dataset.hpp"
#include "fulcrum/learn/loss.hpp"
#include "fulcrum/learn/network.hpp"
#include "fulcrum/learn/optimizer.hpp"
#include "fulcrum/learn/trainer.hpp"
