#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>

namespace fulcrum::inline v0_1::detail {

/// Text as HTML and XML show it literally, in an element or in a quoted attribute. Control characters, which XML has
/// not, become the replacement character.
[[nodiscard]] inline std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')
                out += "\xEF\xBF\xBD";
            else
                out += c;
        }
    }
    return out;
}

/// A number with a true minus sign; "n/a" for NaN. Independent of the locale.
[[nodiscard]] inline std::string number_text(double value, std::chars_format format, int decimals) {
    if (std::isnan(value)) return "n/a";
    if (std::isinf(value)) return value < 0 ? "\u2212\u221E" : "\u221E";
    std::array<char, 400> buffer; // DBL_MAX has 309 digits before the point
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, decimals);
    const std::string_view digits(buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data()));
    if (digits.find_first_of("123456789") == std::string_view::npos && digits.front() == '-') {
        return std::string(digits.substr(1)); // -0.000 is 0.000
    }
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const bool signed_zero =
            i > 0 && digits[i] == '0' && i + 2 == digits.size() && (digits[i - 1] == '+' || digits[i - 1] == '-');
        if (digits[i] == '-')
            text += "\u2212";
        else if (digits[i] != '+' && !signed_zero)
            text += digits[i]; // 1e+07 becomes 1e7
    }
    return text;
}

/// Decimals that mean: in scientific notation, with four digits.
inline constexpr int scientific = -1;

/// A number with a fixed count of decimals; very large ones in scientific notation.
[[nodiscard]] inline std::string number_text(double value, int decimals) {
    if (decimals < 0 || std::abs(value) >= 1e15) return number_text(value, std::chars_format::scientific, 3);
    return number_text(value, std::chars_format::fixed, decimals);
}

/// Decimals that show `digits` significant digits of a number of this magnitude.
[[nodiscard]] inline int decimals_for(double magnitude, int digits = 4) noexcept {
    magnitude = std::abs(magnitude);
    if (!std::isfinite(magnitude) || magnitude == 0) return 0;
    if (magnitude >= 1e9 || magnitude < 1e-6) return scientific;
    const int wanted = digits - 1 - static_cast<int>(std::floor(std::log10(magnitude)));
    return wanted > 0 ? wanted : 0;
}

/// A length in an SVG, to a tenth of a pixel.
[[nodiscard]] inline std::string px(double value) {
    std::array<char, 64> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, 1);
    return {buffer.data(), end.ptr};
}

/// Characters of a UTF-8 text, for layout.
[[nodiscard]] inline std::size_t character_count(std::string_view text) noexcept {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
    return count;
}

} // namespace fulcrum::inline v0_1::detail
