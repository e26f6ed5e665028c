#pragma once

#include "fulcrum/core/atomic_file.hpp"
#include "fulcrum/core/error.hpp"
#include "fulcrum/search/detail/state_reader.hpp"
#include "fulcrum/search/detail/state_writer.hpp"
#include "fulcrum/search/population.hpp"
#include "fulcrum/search/result.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

namespace fulcrum::inline v0_1::detail {

/// A checkpoint file: these eight bytes, its version, the size of the content, the checksum of the content, and the
/// content; numbers are little-endian.
inline constexpr std::string_view checkpoint_magic = "FULCRUM\x1A";
inline constexpr std::uint32_t checkpoint_version = 1;
inline constexpr std::size_t checkpoint_header = 8 + sizeof(std::uint32_t) + 2 * sizeof(std::uint64_t);

/// FNV-1a, 64 bits (Fowler, Noll and Vo): no change of a single byte leaves it as it is.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view bytes) noexcept {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return hash;
}

inline void write_checkpoint_file(const std::filesystem::path& path, const std::string& content) {
    state_writer header;
    header(std::uint64_t{content.size()}, fnv1a(content));
    std::string file(checkpoint_magic);
    const auto version = little_endian(checkpoint_version);
    file.append(version.data(), version.size());
    file += header.bytes();
    file += content;
    write_atomically(path, file);
}

/// The content of a file of that name.
/// Errors: format_error that begins with the name when it is not a whole and unharmed checkpoint of this version.
[[nodiscard]] inline std::string_view checkpoint_content(const std::string& name, std::string_view file) {
    if (file.size() < checkpoint_header || !file.starts_with(checkpoint_magic)) {
        fail<format_error>(name, ": it is not a checkpoint, or its beginning is damaged");
    }
    state_reader header(name, file.substr(checkpoint_magic.size(), checkpoint_header - checkpoint_magic.size()));
    std::uint32_t version = 0;
    std::uint64_t size = 0;
    std::uint64_t sum = 0;
    header(version, size, sum);
    if (version != checkpoint_version) {
        fail<format_error>(name, ": its format is version ", version, ", this library reads version ",
                           checkpoint_version);
    }
    const std::string_view content = file.substr(checkpoint_header);
    if (content.size() != size) {
        fail<format_error>(name, ": it should hold ", size, " bytes after its header, but there are ", content.size(),
                           content.size() < size ? ": it is truncated" : "");
    }
    if (fnv1a(content) != sum) fail<format_error>(name, ": its checksum is wrong: it is damaged");
    return content;
}

[[nodiscard]] inline std::string checkpoint_name(const std::filesystem::path& path) {
    return "checkpoint '" + path.string() + "'";
}

/// Errors: error when the file cannot be read.
[[nodiscard]] inline std::string read_checkpoint_file(const std::filesystem::path& path) {
    std::error_code code;
    if (std::filesystem::is_directory(path, code)) fail(checkpoint_name(path), ": it is a directory");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file.good() && !file.eof()) fail(checkpoint_name(path), ": it cannot be read: ", std::strerror(errno));
    return bytes;
}

/// The first part of the content, which can be read without knowing the algorithm.
template <class Search> void write_result(state_writer& out, const Search& search) {
    const individuals<const double> all = search.current();
    out(std::uint64_t{search.evaluations()}, std::uint64_t{search.generation()});
    out(std::uint64_t{all.size()}, std::uint64_t{all.variables.cols()}, std::uint64_t{all.objectives.cols()},
        std::uint64_t{all.violations.cols()});
    out(all, search.front());
}

/// Errors: format_error when a size or an index makes no sense.
[[nodiscard]] inline search_result read_result(state_reader& in) {
    search_result found;
    std::uint64_t sizes[4]{};
    in(found.evaluations, found.generations);
    for (std::uint64_t& size : sizes) in(size);
    const std::size_t most = in.left() / sizeof(double);
    const auto fits = [&](std::uint64_t columns) { return columns <= most && sizes[0] <= most / (columns + 1); };
    if (!fits(sizes[1]) || !fits(sizes[2]) || !fits(sizes[3])) {
        fail<format_error>(in.name(), ": a population of ", sizes[0], " individuals with ", sizes[1], " variables, ",
                           sizes[2], " objectives and ", sizes[3], " constraints does not fit into the ", in.left(),
                           " bytes that are left");
    }
    found.last = population(sizes[0], sizes[1], sizes[2], sizes[3]);
    in(found.last.slice(0, sizes[0]), found.front);
    for (std::size_t k = 0; k < found.front.size(); ++k) {
        if (found.front[k] >= sizes[0] || (k > 0 && found.front[k] <= found.front[k - 1])) {
            fail<format_error>(in.name(), ": the front is not an ascending list of the ", sizes[0], " individuals");
        }
    }
    return found;
}

} // namespace fulcrum::inline v0_1::detail
