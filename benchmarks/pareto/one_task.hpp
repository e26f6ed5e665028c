#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// Times one task on the points of an .npy file (rows x m, minimised) and prints one JSON object with the keys task, n,
/// m, result, milliseconds and hash. Errors: fulcrum::error.
void run_one_task(const std::filesystem::path& input, const std::string& task, const std::vector<double>& reference);
