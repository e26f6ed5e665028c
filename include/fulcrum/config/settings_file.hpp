#pragma once

#include "fulcrum/config/detail/json_document.hpp"
#include "fulcrum/core/atomic_file.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/evaluate/confidence.hpp"
#include "fulcrum/tune/operating_point.hpp"
#include "fulcrum/tune/settings.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// Where settings come from, for whoever reads the file; loading passes it over.
struct settings_provenance {
    std::string chosen_by = {};                                    ///< "best(revenue) giving up 1 % of click"
    std::vector<std::pair<std::string, estimate>> objectives = {}; ///< what the settings are expected to reach
};

namespace detail {

inline constexpr std::string_view settings_format = "fulcrum-settings";
inline constexpr int settings_version = 1;

/// The nearest float, if there is a finite one. (A conversion that overflows is undefined.)
[[nodiscard]] inline std::optional<float> nearest_float(double value) noexcept {
    constexpr auto largest = static_cast<double>((std::numeric_limits<float>::max)());
    constexpr double last_digit = largest * 1e-8; // the largest float in 9 digits is a little above it
    if (!(std::abs(value) <= largest + last_digit)) return std::nullopt;
    return static_cast<float>(std::clamp(value, -largest, largest));
}

/// The shortest text of 6 to 9 digits that reads back, by way of a double, as the same float.
[[nodiscard]] inline std::string number_of(float value) {
    std::array<char, 32> buffer;
    std::string text;
    for (int digits = 6; digits <= std::numeric_limits<float>::max_digits10; ++digits) {
        const auto end =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, digits);
        text.assign(buffer.data(), end.ptr);
        double back = 0;
        std::from_chars(text.data(), text.data() + text.size(), back);
        if (nearest_float(back) == value) break;
    }
    // Without a point, -0 would be read as an integer and lose its sign.
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

/// A text in quotes. Errors: error if it is not UTF-8.
[[nodiscard]] inline std::string quoted(const std::string& text) {
    try {
        return nlohmann::json(text).dump();
    } catch (const nlohmann::json::exception&) {
        fail("save_settings: '", excerpt(text), "' is not UTF-8, which JSON demands");
    }
}

[[nodiscard]] inline std::string settings_text(const settings& values, const settings_provenance& provenance) {
    std::string text = "{\n  \"format\": \"" + std::string(settings_format) +
                       "\",\n  \"version\": " + std::to_string(settings_version) + ",\n  \"settings\": {";
    for (std::size_t i = 0; i < values.size(); ++i) {
        const setting& s = values[i];
        if (!std::isfinite(s.value)) fail("save_settings: '", s.name, "' is ", s.value, "; settings are finite");
        for (std::size_t j = 0; j < i; ++j) {
            if (values[j].name == s.name) fail("save_settings: '", s.name, "' is given twice");
        }
        text += (i == 0 ? "\n    " : ",\n    ") + quoted(s.name) + ": " + number_of(s.value);
    }
    text += values.empty() ? "}" : "\n  }";
    if (!provenance.objectives.empty()) {
        nlohmann::ordered_json objectives;
        for (const auto& [name, e] : provenance.objectives) {
            if (!std::isfinite(e.value)) fail("save_settings: objective '", name, "' is ", e.value, "; leave it out");
            if (objectives.contains(name)) fail("save_settings: objective '", name, "' is given twice");
            nlohmann::ordered_json& entry = objectives[name];
            entry["value"] = e.value;
            if (std::isfinite(e.low) && std::isfinite(e.high)) {
                entry["low"] = e.low;
                entry["high"] = e.high;
            }
        }
        text += ",\n  \"objectives\": {";
        for (auto it = objectives.begin(); it != objectives.end(); ++it) {
            text += (it == objectives.begin() ? "\n    " : ",\n    ") + quoted(it.key()) + ": " + it.value().dump();
        }
        text += "\n  }";
    }
    if (!provenance.chosen_by.empty()) text += ",\n  \"chosen_by\": " + quoted(provenance.chosen_by);
    return text + "\n}\n";
}

[[nodiscard]] inline settings settings_from(const json_document& document) {
    const nlohmann::ordered_json& root = document.root();
    if (!root.is_object() || !root.contains("format") || root["format"] != settings_format) {
        document.fail_at("/format", "this is no settings file: it has no \"format\": \"", settings_format,
                         "\"; name a file that save_settings wrote");
    }
    if (!root.contains("version") || root["version"] != settings_version) {
        document.fail_at("/version", "the version is ",
                         root.contains("version") ? excerpt(root["version"].dump()) : "missing",
                         ", this library reads version ", settings_version, "; save the settings again");
    }
    document.only_keys("", {"format", "version", "settings", "objectives", "chosen_by"});
    if (!root.contains("settings") || !root["settings"].is_object()) {
        document.fail_at("/settings", "\"settings\" must be an object of names and numbers");
    }
    settings values;
    for (const auto& entry : root["settings"].items()) {
        const std::string pointer = json_document::below("/settings", entry.key());
        if (!entry.value().is_number()) {
            document.fail_at(pointer, "setting '", excerpt(entry.key()), "' is ", excerpt(entry.value().dump()),
                             "; it must be a number");
        }
        const std::optional<float> number = nearest_float(entry.value().get<double>());
        if (!number) {
            document.fail_at(pointer, "setting '", excerpt(entry.key()), "' is ", excerpt(entry.value().dump()),
                             ", which no float holds");
        }
        values.push_back({entry.key(), *number});
    }
    return values;
}

} // namespace detail

/// Writes settings as a JSON file that people can read and edit. Values read back exactly. The file is replaced as a
/// whole or not at all. Errors: error for a value that is not finite, a name given twice or not UTF-8, and a file that
/// cannot be written, by name.
///
///     {
///       "format": "fulcrum-settings",
///       "version": 1,
///       "settings": {
///         "blend.click": 0.5,
///         "mmr.lambda": 0.7
///       },
///       "objectives": {
///         "click": {"value":0.19,"low":0.186,"high":0.193}
///       },
///       "chosen_by": "knee"
///     }
inline void save_settings(const std::filesystem::path& path, const settings& values,
                          const settings_provenance& provenance = {}) {
    write_atomically(path, detail::settings_text(values, provenance));
}

/// Writes the present settings of a pipeline.
template <class Pipeline>
requires requires(const Pipeline& ranker) { ranker.parameters(); }
void save_settings(const std::filesystem::path& path, const Pipeline& ranker,
                   const settings_provenance& provenance = {}) {
    save_settings(path, settings_of(ranker), provenance);
}

/// Writes the settings that were chosen from a front, with what they are expected to reach and how they were chosen.
inline void save_settings(const std::filesystem::path& path, const operating_point& point) {
    settings_provenance provenance{.chosen_by = point.rule(), .objectives = {}};
    for (std::size_t j = 0; j < point.goals().size(); ++j) {
        provenance.objectives.emplace_back(std::string(point.goals().name(j)), point.chosen().objectives[j]);
    }
    save_settings(path, point.settings(), provenance);
}

/// Reads a file that save_settings wrote, in its order. Errors: format_error that names file, line and remedy when it
/// is missing, truncated, binary, of another format or version, has an unknown or duplicate key, or a setting that is
/// not a number which a float holds.
[[nodiscard]] inline settings load_settings(const std::filesystem::path& path) {
    return detail::settings_from(detail::json_document(path));
}

/// Reads a file into a pipeline. Errors: as above, and those of apply_settings; the pipeline is then unchanged.
template <class Pipeline>
requires requires(Pipeline& ranker) { ranker.parameters(); }
void load_settings(const std::filesystem::path& path, Pipeline& ranker) {
    apply_settings(ranker, load_settings(path));
}

} // namespace fulcrum::inline v0_1
