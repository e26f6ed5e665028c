#pragma once

/// Stages composed into a ranker.
#include "fulcrum/pipeline/any_pipeline.hpp"
#include "fulcrum/pipeline/named.hpp"
#include "fulcrum/pipeline/observer.hpp"
#include "fulcrum/pipeline/pipeline.hpp"
#include "fulcrum/pipeline/stage.hpp"
