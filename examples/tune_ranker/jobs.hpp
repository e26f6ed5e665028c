#pragma once

#include "options.hpp"

#include <filesystem>

/// The whole loop in the simulated shop.
void tune_in_shop(const job_options& options);
/// Films for the users of MovieLens.
void tune_on_movielens(const job_options& options);
/// Which e-mail, if any, for which customer.
void tune_on_hillstrom(const job_options& options);
/// Off-policy estimates beside their reference; nothing is tuned.
void evaluate_open_bandit(const job_options& options);
