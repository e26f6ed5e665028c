#pragma once

#include "fulcrum/mlp/activation.hpp"
#include "fulcrum/mlp/embedding_table.hpp"
#include "fulcrum/mlp/fold_normalization.hpp"
#include "fulcrum/mlp/folded_mlp.hpp"
#include "fulcrum/mlp/indexed.hpp"
#include "fulcrum/mlp/item_index.hpp"
#include "fulcrum/mlp/mlp.hpp"
#include "fulcrum/mlp/parameters.hpp"
#include "fulcrum/mlp/two_tower.hpp"
#include "fulcrum/mlp/with_embeddings.hpp"
