#pragma once

#include "fulcrum/core/error.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// One tuned number of a pipeline.
struct setting {
    std::string name; ///< "stage.parameter", as in parameters()
    float value = 0;

    friend bool operator==(const setting&, const setting&) = default;
};

/// The tuned numbers of a pipeline, by name.
using settings = std::vector<setting>;

/// The present settings of a pipeline.
template <class Pipeline> [[nodiscard]] settings settings_of(const Pipeline& ranker) {
    settings list;
    for (auto& p : ranker.parameters()) list.push_back({std::move(p.name), p.value});
    return list;
}

/// Sets a pipeline's parameters by name, in any order; every one must be given. Errors, before anything is changed:
/// error that names a setting which the pipeline does not have, or that is missing or given twice; those of
/// set_parameters, for a value that is not finite or that its stage refuses.
template <class Pipeline> void apply_settings(Pipeline& ranker, const settings& values) {
    const auto parameters = ranker.parameters();
    std::vector<float> ordered(parameters.size());
    std::vector<char> given(parameters.size(), 0);
    for (const setting& s : values) {
        std::size_t i = 0;
        while (i < parameters.size() && parameters[i].name != s.name) ++i;
        if (i == parameters.size()) fail("settings: the pipeline has no parameter '", s.name, "'");
        if (given[i] != 0) fail("settings: '", s.name, "' is given twice");
        given[i] = 1;
        ordered[i] = s.value;
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (given[i] == 0) fail("settings: no value is given for '", parameters[i].name, "'");
    }
    ranker.set_parameters(ordered);
}

} // namespace fulcrum::inline v0_1
