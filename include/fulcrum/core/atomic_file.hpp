#pragma once

#include "fulcrum/core/error.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace fulcrum::inline v0_1 {

namespace detail {

/// Opens a new file beside `target`, never one that is there already, and stores its name.
[[nodiscard]] inline std::FILE* open_beside(const std::filesystem::path& target, std::filesystem::path& opened) {
    for (int attempt = 0; attempt < 1000; ++attempt) {
        opened = target;
        opened += "." + std::to_string(attempt) + ".partial";
        std::FILE* file = std::fopen(opened.c_str(), "wbx");
        if (file != nullptr || errno != EEXIST) return file;
    }
    return nullptr;
}

[[nodiscard]] inline bool write_and_close(std::FILE* file, std::string_view content) noexcept {
    const bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
    return std::fclose(file) == 0 && written;
}

} // namespace detail

/// Writes a file as a whole: first under a temporary name beside it, which then takes its place. Whoever reads `path`
/// finds the old content or the new one, never a part. A symbolic link stays one: its target is replaced. A device or
/// pipe is written directly. Errors: error that names the file and the system's reason; the old file is then untouched
/// and nothing is left behind.
inline void write_atomically(const std::filesystem::path& path, std::string_view content) {
    namespace fs = std::filesystem;
    std::error_code code;
    const fs::file_status status = fs::status(path, code);
    if (fs::is_directory(status)) fail("cannot write '", path.string(), "': it is a directory; give a file name");
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        std::FILE* file = std::fopen(path.c_str(), "wb");
        if (file == nullptr || !detail::write_and_close(file, content)) {
            fail("cannot write '", path.string(), "': ", std::strerror(errno));
        }
        return;
    }
    fs::path target = path;
    if (fs::is_symlink(fs::symlink_status(path, code)) && fs::exists(status)) target = fs::canonical(path, code);

    fs::path partial;
    std::FILE* file = detail::open_beside(target, partial);
    if (file == nullptr) {
        const int reason = errno;
        fail("cannot write '", path.string(), "': ", std::strerror(reason),
             "; check that its folder exists and may be written");
    }
    if (!detail::write_and_close(file, content)) {
        const int reason = errno;
        fs::remove(partial, code);
        fail("cannot write '", path.string(), "': ", std::strerror(reason));
    }
    fs::rename(partial, target, code);
    if (code) {
        const std::string reason = code.message();
        fs::remove(partial, code);
        fail("cannot write '", path.string(), "': ", reason);
    }
}

} // namespace fulcrum::inline v0_1
