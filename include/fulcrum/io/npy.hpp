#pragma once

#include "fulcrum/core/atomic_file.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/core/matrix_view.hpp"
#include "fulcrum/io/detail/npy_header.hpp"
#include "fulcrum/io/number_table.hpp"
#include "fulcrum/io/read_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>

// xtensor's own reader (xt::load_npy of 0.24) is not built upon: it reads the header's length from signed characters,
// multiplies the shape without a look at overflow or at the size of the file, and gives uninitialised values for one
// that is cut off.

namespace fulcrum::inline v0_1 {

namespace detail {

/// One value of type T in the other or in this machine's byte order.
template <class T> [[nodiscard]] T load_value(const char* from, bool swapped) noexcept {
    std::array<char, sizeof(T)> bytes;
    std::memcpy(bytes.data(), from, sizeof(T));
    if (swapped) std::reverse(bytes.begin(), bytes.end());
    return std::bit_cast<T>(bytes);
}

template <class T>
void load_values(std::string_view name, std::string_view bytes, bool swapped, bool column_major, number_table& out) {
    out.values.resize(out.rows * out.cols);
    for (std::size_t k = 0; k < out.values.size(); ++k) {
        const T value = load_value<T>(bytes.data() + k * sizeof(T), swapped);
        const std::size_t row = column_major ? k % out.rows : k / out.cols;
        const std::size_t col = column_major ? k / out.rows : k % out.cols;
        if constexpr (std::integral<T> && sizeof(T) == 8) {
            constexpr T limit = T{1} << 53U;
            if (value > limit || (std::signed_integral<T> && value < T{0} - limit)) {
                fail<format_error>(name, ": row ", row, ", column ", col, ": ", value,
                                   " has no exact double (the limit is 2^53); scale or shift the column");
            }
        }
        out.values[row * out.cols + col] = static_cast<double>(value);
    }
}

/// Do `rows` rows of `cols` values of `size` bytes take just this many bytes?
[[nodiscard]] constexpr bool fills(std::size_t bytes, std::size_t size, std::size_t rows, std::size_t cols) noexcept {
    if (rows == 0 || cols == 0) return bytes == 0;
    return cols <= bytes / size && bytes % (size * cols) == 0 && bytes / (size * cols) == rows; // does not overflow
}

} // namespace detail

/// The table in the bytes of an .npy file: two dimensions in either order; float64, float32, integers or truth values,
/// little- or big-endian. They become doubles; NaN and infinities stay. `name` is for messages.
/// Errors: format_error naming the file when it is another format, cut off or too long, has not two dimensions, holds
/// other types, or an integer that is not exact in a double.
[[nodiscard]] inline number_table parse_npy(std::string_view name, std::string_view file) {
    const detail::npy_header header = detail::npy_header_parser(name, file).parse();
    if (header.shape.size() != 2) {
        fail<format_error>(name, ": has ", header.shape.size(), " dimensions, but a table has 2 (rows, columns); ",
                           header.shape.size() < 2 ? "save array.reshape(-1, 1) or array.reshape(1, -1)"
                                                   : "save array.reshape(len(array), -1)");
    }
    const std::string_view type = header.type;
    number_table out;
    out.rows = header.shape[0];
    out.cols = header.shape[1];
    const std::string_view bytes = file.substr(header.size);
    const bool swapped = type.starts_with(std::endian::native == std::endian::little ? '>' : '<');
    const auto load = [&]<class T>(T) {
        if (!detail::fills(bytes.size(), sizeof(T), out.rows, out.cols)) {
            fail<format_error>(name, ": the header says ", out.rows, " x ", out.cols, " values of ", sizeof(T),
                               " bytes, but ", bytes.size(), " bytes follow it; the file is damaged: write it again");
        }
        detail::load_values<T>(name, bytes, swapped, header.column_major, out);
    };
    const bool has_order = type.find_first_of("<>=|") == 0;
    const std::string_view kind = type.substr(has_order ? 1 : 0);
    if (kind == "f8") {
        load(double{});
    } else if (kind == "f4") {
        load(float{});
    } else if (kind == "i1") {
        load(std::int8_t{});
    } else if (kind == "i2") {
        load(std::int16_t{});
    } else if (kind == "i4") {
        load(std::int32_t{});
    } else if (kind == "i8") {
        load(std::int64_t{});
    } else if (kind == "u1" || kind == "b1") {
        load(std::uint8_t{});
    } else if (kind == "u2") {
        load(std::uint16_t{});
    } else if (kind == "u4") {
        load(std::uint32_t{});
    } else if (kind == "u8") {
        load(std::uint64_t{});
    } else {
        fail<format_error>(name, ": holds values of type '", type.substr(0, 40),
                           "', but float64, float32, integers and bool are read; save array.astype(float)");
    }
    return out;
}

/// Reads a table from an .npy file; see parse_npy. Errors: also those of read_file.
[[nodiscard]] inline number_table read_npy(const std::filesystem::path& file) {
    return parse_npy(file.string(), read_file(file));
}

/// Writes a table as an .npy file (format 1.0, float64, row after row), as a whole or not at all.
/// Errors: those of write_atomically.
inline void write_npy(const std::filesystem::path& file, matrix_view<const double> table) {
    std::string header = "{'descr': '" + std::string(std::endian::native == std::endian::little ? "<" : ">") +
                         "f8', 'fortran_order': False, 'shape': (" + std::to_string(table.rows()) + ", " +
                         std::to_string(table.cols()) + "), }";
    constexpr std::size_t before = 10; // magic word, version, length
    header.append(63 - (before + header.size()) % 64, ' '); // the values begin at a multiple of 64
    header += '\n';
    std::string out("\x93NUMPY\x01\x00", 8);
    out += static_cast<char>(header.size() & 0xFFU);
    out += static_cast<char>(header.size() >> 8U);
    out += header;
    const std::size_t begin = out.size();
    const std::size_t row_bytes = table.cols() * sizeof(double);
    out.resize(begin + table.rows() * row_bytes);
    for (std::size_t i = 0; i < table.rows() && row_bytes > 0; ++i) {
        std::memcpy(out.data() + begin + i * row_bytes, table.row(i).data(), row_bytes);
    }
    write_atomically(file, out);
}

} // namespace fulcrum::inline v0_1
