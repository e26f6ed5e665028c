#pragma once

#include "fulcrum/core/error.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>
#include <system_error>

namespace fulcrum::inline v0_1 {

/// The bytes of a file. Errors: format_error when it is missing, a folder, unreadable, or empty.
[[nodiscard]] inline std::string read_file(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        fail<format_error>(file.string(), ": no such file; fetch it, or correct the path");
    }
    if (!std::filesystem::is_regular_file(file, ignored)) {
        fail<format_error>(file.string(), ": is not a file; give the path of the file itself");
    }
    std::ifstream in(file, std::ios::binary);
    const auto size = std::filesystem::file_size(file, ignored);
    std::string bytes(ignored ? 0 : static_cast<std::size_t>(size), '\0');
    if (!in || ignored || !in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
        fail<format_error>(file.string(), ": cannot be read; check its permissions");
    }
    if (bytes.empty()) fail<format_error>(file.string(), ": is empty; write it again, or fetch it again");
    return bytes;
}

} // namespace fulcrum::inline v0_1
