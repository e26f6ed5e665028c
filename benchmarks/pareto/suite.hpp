#pragma once

#include <string>
#include <vector>

/// Runs every cell of the grid; `arguments` are those of Google Benchmark. Returns the exit code.
int run_suite(const char* program, const std::vector<std::string>& arguments, bool json, bool large);
