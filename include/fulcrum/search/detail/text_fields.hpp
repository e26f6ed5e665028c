#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>

namespace fulcrum::inline v0_1::detail {

/// The shortest text that reads back to the same number.
template <class Number>
    requires std::is_arithmetic_v<Number>
void append_number(std::string& text, Number value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end);
}

/// A field of CSV and the comma after it.
inline void append_csv(std::string& text, std::string_view field) {
    const bool quoted = field.find_first_of(",\"\r\n") != std::string_view::npos;
    if (quoted) text += '"';
    for (const char c : field) {
        if (c == '"') text += '"';
        text += c;
    }
    text += quoted ? "\"," : ",";
}
template <class Number>
    requires std::is_arithmetic_v<Number>
void append_csv(std::string& text, Number value) {
    if constexpr (std::floating_point<Number>) {
        if (std::isnan(value)) {
            text += "nan,";
            return;
        }
    }
    append_number(text, value);
    text += ',';
}

inline void append_json(std::string& text, std::string_view value) {
    constexpr std::string_view hex = "0123456789abcdef";
    text += '"';
    for (const char c : value) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20) {
            text += "\\u00";
            text += hex[code / 16];
            text += hex[code % 16];
        } else {
            if (c == '"' || c == '\\') text += '\\';
            text += c;
        }
    }
    text += '"';
}
/// JSON knows no infinity and nothing that is not a number: these are null.
template <class Number>
    requires std::is_arithmetic_v<Number>
void append_json(std::string& text, Number value) {
    if constexpr (std::floating_point<Number>) {
        if (!std::isfinite(value)) {
            text += "null";
            return;
        }
    }
    append_number(text, value);
}

} // namespace fulcrum::inline v0_1::detail
