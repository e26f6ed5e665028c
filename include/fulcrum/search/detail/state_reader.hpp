#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/search/detail/state_writer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// Reads what a state_writer wrote into an object that was made the same way. Sizes must be those that the object has:
/// of arrays, views and populations, and of vectors that are not empty; an empty vector takes any size that the bytes
/// can fill. So nothing is read beyond the bytes, and nothing larger than these is ever allocated.
/// Errors: format_error, which begins with the name of the bytes.
class state_reader {
public:
    /// The bytes are borrowed.
    state_reader(std::string name, std::string_view bytes) : name_(std::move(name)), bytes_(bytes) {}

    template <class... Parts> void operator()(Parts&&... parts) { (read(parts), ...); }

    /// Reads a value that must equal this one.
    template <class T> void match(std::string_view what, const T& value) {
        if constexpr (std::is_convertible_v<const T&, std::string_view>) {
            const std::string_view here = value;
            std::string there;
            read(there);
            if (there != here) {
                fail<format_error>(name_, ": ", std::string(what), " is '", there, "' in the file, but '",
                                   std::string(here), "' here");
            }
        } else {
            T there{};
            read(there);
            if (there == value) return;
            if constexpr (std::is_enum_v<T>) {
                fail<format_error>(name_, ": ", std::string(what), " differs from what it is here");
            } else {
                fail<format_error>(name_, ": ", std::string(what), " is ", there, " in the file, but ", value, " here");
            }
        }
    }

    /// Errors: format_error when bytes are left.
    void finish() const {
        if (!bytes_.empty()) fail<format_error>(name_, ": ", bytes_.size(), " bytes are left over at the end");
    }

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] std::size_t left() const noexcept { return bytes_.size(); }

private:
    template <class T> void read(T& part) {
        if constexpr (is_number<T>) {
            std::array<char, sizeof(T)> raw{};
            take(raw.data(), raw.size());
            if constexpr (std::is_same_v<T, bool>) {
                if (raw[0] != 0 && raw[0] != 1) fail<format_error>(name_, ": a truth value is neither 0 nor 1");
            }
            if constexpr (std::endian::native == std::endian::big) std::reverse(raw.begin(), raw.end());
            part = std::bit_cast<T>(raw);
        } else if constexpr (std::is_same_v<T, std::string>) {
            part.resize(size(1));
            take(part.data(), part.size());
        } else if constexpr (is_vector<T>) {
            using value = typename T::value_type;
            // What is not a number begins with a size of 8 bytes, or is an object of its own: at least one byte.
            const std::size_t count = size(is_number<value> ? sizeof(value) : 1);
            if (part.empty()) part.resize(count);
            same_size("a vector", count, part.size());
            values(std::span(part.data(), count));
        } else if constexpr (is_fixed_row<T>) {
            same_size("an array", size(1), part.size());
            values(std::span(part.data(), part.size()));
        } else if constexpr (requires { part.variables.rows(); part.violations.column(0); }) {
            same_size("a population", size(0), part.size());
            for (std::size_t i = 0; i < part.size(); ++i) values(part.variables.row(i));
            for (std::size_t j = 0; j < part.objectives.cols(); ++j) values(part.objectives.column(j));
            for (std::size_t j = 0; j < part.violations.cols(); ++j) values(part.violations.column(j));
        } else {
            static_assert(requires { part.serialize(*this); },
                          "serialize: a part is a number, a string, a vector or array of these, a population, a view of "
                          "individuals, or an object that has serialize itself");
            part.serialize(*this);
        }
    }
    template <class T> void read(const T&) = delete; ///< a constant cannot be read: use match

    /// A count of things of at least `bytes` bytes each.
    [[nodiscard]] std::size_t size(std::size_t bytes) {
        std::uint64_t count = 0;
        read(count);
        if (bytes > 0 && count > bytes_.size() / bytes) {
            fail<format_error>(name_, ": a part of ", count, " values does not fit into the ", bytes_.size(),
                               " bytes that are left");
        }
        return static_cast<std::size_t>(count);
    }

    void same_size(const char* what, std::size_t there, std::size_t here) const {
        if (there != here) {
            fail<format_error>(name_, ": ", what, " has ", there, " values in the file, but ", here,
                               " here: the options differ");
        }
    }

    template <class T> void values(std::span<T> all) {
        if constexpr (is_number<T> && !std::is_same_v<T, bool> && std::endian::native == std::endian::little) {
            take(reinterpret_cast<char*>(all.data()), all.size_bytes());
        } else {
            for (T& value : all) read(value);
        }
    }

    void take(char* to, std::size_t count) {
        if (count > bytes_.size()) {
            fail<format_error>(name_, ": it ends where ", count, " more bytes were expected, and ", bytes_.size(),
                               " are left");
        }
        if (count > 0) std::memcpy(to, bytes_.data(), count);
        bytes_.remove_prefix(count);
    }

    std::string name_;
    std::string_view bytes_;
};

} // namespace fulcrum::inline v0_1::detail
