#pragma once

#include "any_problem.hpp"

#include <cstddef>
#include <optional>
#include <string>

/// All that there are.
[[nodiscard]] std::string problem_names();

/// The problem of that name, with as many objectives, or as many as it has unless asked.
/// Errors: error when there is none of that name (says which there are), or it does not come with so many.
[[nodiscard]] any_problem make_problem(const std::string& name, std::optional<std::size_t> objectives);
