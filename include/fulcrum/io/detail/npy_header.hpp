#pragma once

#include "fulcrum/core/error.hpp"

#include <charconv>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// What the header of an .npy file says.
struct npy_header {
    std::string type; ///< as NumPy writes it, "<f8"
    bool column_major = false;
    std::vector<std::size_t> shape;
    std::size_t size = 0; ///< bytes before the values
};

/// Parses a header (format 1.0 to 3.0, NumPy Enhancement Proposal 1): a magic word, a version, a length, and the text
/// of a Python dictionary with the keys descr, fortran_order and shape, in any order.
class npy_header_parser {
public:
    npy_header_parser(std::string_view name, std::string_view file) : name_(name), file_(file) {}

    [[nodiscard]] npy_header parse() {
        constexpr std::string_view magic = "\x93NUMPY";
        if (!file_.starts_with(magic)) refuse("is not an .npy file; write it with numpy.save");
        const std::size_t major = byte(magic.size());
        const std::size_t minor = byte(magic.size() + 1);
        if (major < 1 || major > 3 || minor != 0) {
            refuse("has format ", major, ".", minor, ", but 1.0 to 3.0 are read; write it again with numpy.save");
        }
        const std::size_t words = major == 1 ? 2 : 4; // of the length, least significant byte first
        at_ = magic.size() + 2;
        std::size_t length = 0;
        for (std::size_t i = 0; i < words; ++i) length |= byte(at_ + i) << (8 * i);
        at_ += words;
        if (length > file_.size() - at_) {
            refuse("ends after ", file_.size() - at_, " bytes of a header of ", length, "; fetch the file again");
        }
        npy_header out;
        out.size = at_ + length;
        file_ = file_.substr(0, out.size);
        dictionary(out);
        if (!next_is('\0') || at_ != file_.size()) unexpected("the end of the header");
        return out;
    }

private:
    template <class... Parts> [[noreturn]] void refuse(const Parts&... parts) const {
        fail<format_error>(name_, ": ", parts...);
    }
    [[noreturn]] void unexpected(std::string_view wanted) const {
        refuse("header, byte ", at_, ": expected ", wanted, "; write the file again with numpy.save");
    }

    [[nodiscard]] std::size_t byte(std::size_t at) const {
        if (at >= file_.size()) refuse("ends after ", file_.size(), " bytes, inside the header; fetch the file again");
        return static_cast<unsigned char>(file_[at]);
    }

    /// Is this the next character that is not a space? '\0' stands for the end.
    [[nodiscard]] bool next_is(char wanted) {
        while (at_ < file_.size() && (file_[at_] == ' ' || file_[at_] == '\n')) ++at_;
        return at_ < file_.size() ? file_[at_] == wanted : wanted == '\0';
    }
    [[nodiscard]] bool take(char wanted) {
        if (!next_is(wanted) || at_ == file_.size()) return false;
        ++at_;
        return true;
    }
    [[nodiscard]] bool take(std::string_view word) {
        if (!next_is(word[0]) || !file_.substr(at_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    void dictionary(npy_header& out) {
        bool has_type = false;
        bool has_order = false;
        bool has_shape = false;
        if (!take('{')) unexpected("{");
        while (!take('}')) {
            const std::string_view key = string();
            if (!take(':')) unexpected(":");
            if (key == "descr") {
                if (next_is('[')) refuse("holds records; save one table of numbers with numpy.save");
                out.type = string();
                has_type = true;
            } else if (key == "fortran_order") {
                out.column_major = take("True");
                if (!out.column_major && !take("False")) unexpected("True or False");
                has_order = true;
            } else if (key == "shape") {
                out.shape = tuple();
                has_shape = true;
            } else {
                refuse("the header has the unknown key '", key.substr(0, 40), "'; write the file with numpy.save");
            }
            if (!take(',') && !next_is('}')) unexpected(", or }");
        }
        if (!has_type || !has_order || !has_shape) {
            refuse("the header lacks ", !has_type ? "descr" : !has_order ? "fortran_order" : "shape",
                   "; write the file again with numpy.save");
        }
    }

    [[nodiscard]] std::string_view string() {
        const char quote = next_is('"') ? '"' : '\'';
        if (!take(quote)) unexpected("a quoted word");
        const std::size_t end = file_.find(quote, at_);
        if (end == std::string_view::npos) unexpected("the closing quote");
        const std::string_view text = file_.substr(at_, end - at_);
        at_ = end + 1;
        return text;
    }

    [[nodiscard]] std::vector<std::size_t> tuple() {
        std::vector<std::size_t> out;
        if (!take('(')) unexpected("(");
        while (!take(')')) {
            std::size_t value = 0;
            if (next_is('\0')) unexpected("a length");
            const char* const begin = file_.data() + at_;
            const auto [end, status] = std::from_chars(begin, file_.data() + file_.size(), value);
            if (status != std::errc{}) unexpected("a length");
            at_ += static_cast<std::size_t>(end - begin);
            static_cast<void>(take('L')); // Python 2 wrote 3L
            out.push_back(value);
            if (!take(',') && !next_is(')')) unexpected(", or )");
        }
        return out;
    }

    std::string_view name_;
    std::string_view file_; ///< without the values once their place is known
    std::size_t at_ = 0;
};

} // namespace fulcrum::inline v0_1::detail
