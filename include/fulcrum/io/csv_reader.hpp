#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/io/read_file.hpp"

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1 {

/// A file of comma-separated values (RFC 4180), row by row: quoted commas, doubled quotes, line breaks inside quotes,
/// CRLF or LF, with or without a last line end or a byte-order mark. Blank lines are skipped. Every row must have as
/// many fields as the first. All errors are format_error and name file, line, and remedy.
class csv_reader {
public:
    enum class header { present, absent };

    /// Reads the whole file; with a header, its first row gives the columns' names.
    explicit csv_reader(const std::filesystem::path& file, header first_row = header::present)
        : csv_reader(file.string(), read_file(file), first_row) {}
    /// The same from a text; `name` is for messages.
    csv_reader(std::string name, std::string text, header first_row)
        : name_(std::move(name)), text_(std::move(text)) {
        if (const std::size_t zero = text_.find('\0'); zero != std::string::npos) {
            fail<format_error>(name_, ": holds a zero byte at offset ", zero,
                               "; it is not a text file (perhaps compressed: unpack it first)");
        }
        if (text_.starts_with("\xEF\xBB\xBF")) read_ = 3;
        if (first_row == header::present) {
            if (!parse_row()) fail<format_error>(name_, ": holds only blank lines; write it again, or fetch it again");
            for (const std::string_view field : fields_) columns_.emplace_back(field);
        }
    }
    csv_reader(const csv_reader&) = delete; // the fields point into the text
    csv_reader& operator=(const csv_reader&) = delete;
    ~csv_reader() = default;

    /// Goes to the next row; false at the end of the file.
    bool next() {
        const std::size_t expected = fields_.size(); // 0 before the first row of a file without a header
        if (!parse_row()) return false;
        if (expected != 0 && fields_.size() != expected) {
            error_at_row("has ", fields_.size(), " fields, but the first row has ", expected,
                         "; correct the row, or fetch the file again");
        }
        return true;
    }

    /// Place of a named column. Errors: it is not there.
    [[nodiscard]] std::size_t column(std::string_view wanted) const {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i] == wanted) return i;
        }
        std::string found;
        for (const std::string& c : columns_) {
            if (found.size() + c.size() > 200) {
                found += ", ...";
                break;
            }
            found += (found.empty() ? "" : ", ") + c;
        }
        fail<format_error>(name_, ": line 1: column '", wanted, "' is missing (found: ", found,
                           "); give the original file");
    }

    /// Names of the columns; empty for a file without a header.
    [[nodiscard]] std::span<const std::string> columns() const noexcept { return columns_; }
    /// Number of fields of the current row.
    [[nodiscard]] std::size_t width() const noexcept { return fields_.size(); }
    /// Number of the line on which the current row starts, from 1.
    [[nodiscard]] std::size_t line() const noexcept { return row_line_; }
    /// A field of the current row, unquoted; valid as long as this object.
    [[nodiscard]] std::string_view text(std::size_t column) const { return fields_.at(column); }

    /// A field as a number in [low, high]. Errors: it is not a number of this type, not finite, or out of range.
    template <class T>
        requires std::integral<T> || std::floating_point<T>
    [[nodiscard]] T number(std::size_t column, T low = std::numeric_limits<T>::lowest(),
                           T high = (std::numeric_limits<T>::max)()) const {
        const std::string_view field = text(column);
        T value{};
        const auto [end, status] = std::from_chars(field.data(), field.data() + field.size(), value);
        if (status != std::errc{} || end != field.data() + field.size()) {
            bad_field(column, std::integral<T> ? "is not a whole number that fits" : "is not a number");
        }
        if constexpr (std::floating_point<T>) {
            if (!std::isfinite(value)) bad_field(column, "is not finite");
        }
        if (value < low || value > high) {
            bad_field(column, "is outside [" + std::to_string(low) + ", " + std::to_string(high) + "]");
        }
        return value;
    }

    /// A field as its place in a list of the values it may take. Errors: it is none of them.
    [[nodiscard]] std::size_t category(std::size_t column, std::span<const std::string_view> values) const {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (values[i] == text(column)) return i;
        }
        std::string known;
        for (const std::string_view v : values) known.append(known.empty() ? "" : ", ").append(v);
        bad_field(column, "is none of: " + known);
    }

    /// Refuses a file in which no row was found. Errors: `rows` is 0.
    void require_rows(std::size_t rows) const {
        if (rows == 0) fail<format_error>(name_, ": line 1: no rows of data; fetch the file again");
    }

    /// Reports a bad field of the current row.
    [[noreturn]] void bad_field(std::size_t column, std::string_view problem) const {
        const std::string where = column < columns_.size() ? "'" + columns_[column] + "'" : std::to_string(column + 1);
        error_at_row("column ", where, ": '", text(column).substr(0, 60), "' ", problem,
                     "; correct it, or fetch the file again");
    }

private:
    template <class... Parts> [[noreturn]] void error_at_row(const Parts&... parts) const {
        fail<format_error>(name_, ": line ", row_line_, ": ", parts...);
    }

    /// Splits the next row that is not blank into fields_.
    bool parse_row() {
        while (read_ < text_.size() && (text_[read_] == '\n' || text_[read_] == '\r')) {
            if (text_[read_++] == '\n') ++line_;
        }
        if (read_ == text_.size()) return false;
        row_line_ = line_;
        fields_.clear();
        while (true) {
            fields_.push_back(text_[read_] == '"' ? quoted_field() : plain_field());
            if (read_ == text_.size()) return true;
            const char separator = text_[read_++];
            if (separator == '\n') {
                ++line_;
                return true;
            }
            if (separator == '\r') { // plain_field and quoted_field stop at a CR only before a LF or the end
                if (read_ < text_.size()) {
                    ++read_;
                    ++line_;
                }
                return true;
            }
            if (read_ == text_.size()) { // a comma was the last byte
                fields_.emplace_back();
                return true;
            }
        }
    }

    [[nodiscard]] bool at_field_end(std::size_t at) const noexcept {
        if (at == text_.size() || text_[at] == ',' || text_[at] == '\n') return true;
        return text_[at] == '\r' && (at + 1 == text_.size() || text_[at + 1] == '\n');
    }

    std::string_view plain_field() {
        const std::size_t begin = read_;
        while (!at_field_end(read_)) {
            if (text_[read_] == '"') {
                error_at_row("a quote stands inside a field that does not begin with one; quote the whole field");
            }
            ++read_;
        }
        return std::string_view(text_).substr(begin, read_ - begin);
    }

    std::string_view quoted_field() { // unquotes in place: the result is never longer than the source
        const std::size_t begin = read_;
        std::size_t write = begin;
        ++read_;
        while (read_ < text_.size()) {
            if (text_[read_] == '"') {
                ++read_;
                if (read_ == text_.size() || text_[read_] != '"') {
                    if (!at_field_end(read_)) {
                        error_at_row("text follows a closing quote; double a quote that belongs to a field");
                    }
                    return std::string_view(text_).substr(begin, write - begin);
                }
            } else if (text_[read_] == '\n') {
                ++line_;
            }
            text_[write++] = text_[read_++];
        }
        error_at_row("a quote is never closed; close it, or fetch the file again");
    }

    std::string name_;
    std::string text_;
    std::size_t read_ = 0;     ///< next byte
    std::size_t line_ = 1;     ///< its line
    std::size_t row_line_ = 1; ///< where the current row starts
    std::vector<std::string> columns_;
    std::vector<std::string_view> fields_;
};

} // namespace fulcrum::inline v0_1
