#pragma once

#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/search/population.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace fulcrum::inline v0_1::detail {

/// A number, or an enumeration: what a stream of state takes as bytes.
template <class T>
inline constexpr bool is_number = (std::is_arithmetic_v<T> && !std::is_same_v<T, long double>) || std::is_enum_v<T>;
template <class T> inline constexpr bool is_vector = false;
template <class T> inline constexpr bool is_vector<std::vector<T>> = true;
template <class T> inline constexpr bool is_fixed_row = false;
template <class T, std::size_t N> inline constexpr bool is_fixed_row<std::array<T, N>> = true;
template <class T> inline constexpr bool is_fixed_row<std::span<T>> = true;

/// The bytes of a number, the least significant one first.
template <class T> [[nodiscard]] std::array<char, sizeof(T)> little_endian(T value) noexcept {
    auto bytes = std::bit_cast<std::array<char, sizeof(T)>>(value);
    if constexpr (std::endian::native == std::endian::big) std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

/// Writes what `template <class Stream> void serialize(Stream& stream) { stream(a_, b_); }` lists: numbers, strings,
/// vectors and arrays of these, populations and views of individuals, and objects with serialize. A state_reader takes
/// the same list and reads it.
class state_writer {
public:
    template <class... Parts> void operator()(Parts&&... parts) { (write(parts), ...); }

    /// What must be the same where it is read: `what` names it in the message if it is not.
    template <class T> void match(std::string_view /*what*/, const T& value) { write(value); }

    [[nodiscard]] const std::string& bytes() const noexcept { return bytes_; }

private:
    template <class T> void write(T& part) {
        using type = std::remove_const_t<T>;
        if constexpr (is_number<type>) {
            const auto raw = little_endian(part);
            bytes_.append(raw.data(), raw.size());
        } else if constexpr (std::is_convertible_v<const type&, std::string_view>) {
            const std::string_view text = part;
            write(std::uint64_t{text.size()});
            bytes_ += text;
        } else if constexpr (is_vector<type> || is_fixed_row<type>) {
            write(std::uint64_t{part.size()});
            values(std::span(part.data(), part.size()));
        } else if constexpr (requires { part.variables.rows(); part.violations.column(0); }) {
            write(std::uint64_t{part.size()});
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
    template <class T> void write(T&& number)
        requires is_number<T>
    {
        write(number);
    }

    template <class T> void values(std::span<T> all) {
        if constexpr (is_number<std::remove_const_t<T>> && std::endian::native == std::endian::little) {
            bytes_.append(reinterpret_cast<const char*>(all.data()), all.size_bytes());
        } else {
            for (T& value : all) write(value);
        }
    }

    std::string bytes_;
};

} // namespace fulcrum::inline v0_1::detail
