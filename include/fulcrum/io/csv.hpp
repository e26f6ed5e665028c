#pragma once

#include "fulcrum/io/csv_reader.hpp"
#include "fulcrum/io/number_table.hpp"
#include "fulcrum/io/read_file.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

// xtensor's own reader (xt::load_csv of 0.24) is not built upon: it knows no quotes, takes "1x" for 1, accepts rows of
// different lengths when their sum happens to fit, and names no line.

namespace fulcrum::inline v0_1 {

namespace detail {

/// A whole field as a number, spaces around it aside; none if it is not one.
[[nodiscard]] inline std::optional<double> number_in(std::string_view field) noexcept {
    constexpr std::string_view blank = " \t";
    field.remove_prefix((std::min)(field.find_first_not_of(blank), field.size()));
    field = field.substr(0, field.find_last_not_of(blank) + 1);
    if (field.starts_with('+') && !field.starts_with("+-")) field.remove_prefix(1);
    double value = 0;
    const auto [end, status] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (status != std::errc{} || end != field.data() + field.size()) return std::nullopt;
    return value;
}

[[nodiscard]] inline number_table numbers_of(csv_reader& reader) {
    number_table out;
    for (bool first = true; reader.next(); first = false) {
        bool is_header = first;
        for (std::size_t j = 0; j < reader.width(); ++j) is_header = is_header && !number_in(reader.text(j));
        if (is_header) {
            for (std::size_t j = 0; j < reader.width(); ++j) out.names.emplace_back(reader.text(j));
            out.cols = reader.width();
            continue;
        }
        for (std::size_t j = 0; j < reader.width(); ++j) {
            const std::optional<double> value = number_in(reader.text(j));
            if (!value) reader.bad_field(j, "is not a number");
            out.values.push_back(*value);
        }
        out.cols = reader.width();
        ++out.rows;
    }
    if (out.cols == 0) reader.require_rows(0);
    return out;
}

} // namespace detail

/// The table in a text of comma-separated numbers; `name` is for messages. The first row is taken for the columns'
/// names if none of its fields is a number. "nan" and "inf" are numbers; an empty field is not.
/// Errors: format_error naming file, line and column when a field is not a number, rows differ in length, or the text
/// is not CSV (see csv_reader).
[[nodiscard]] inline number_table parse_csv(std::string name, std::string text) {
    csv_reader reader(std::move(name), std::move(text), csv_reader::header::absent);
    return detail::numbers_of(reader);
}

/// Reads a table of numbers from a CSV file; see parse_csv. Errors: also those of read_file.
[[nodiscard]] inline number_table read_csv(const std::filesystem::path& file) {
    return parse_csv(file.string(), read_file(file));
}

} // namespace fulcrum::inline v0_1
