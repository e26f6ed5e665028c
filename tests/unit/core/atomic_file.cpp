#include "fulcrum/core/atomic_file.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

namespace fs = std::filesystem;

namespace {

/// An empty folder, removed at the end.
struct folder {
    fs::path path;

    explicit folder(const std::string& name) : path(fs::temp_directory_path() / ("fulcrum_" + name)) {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    ~folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    [[nodiscard]] std::ptrdiff_t files() const {
        return std::distance(fs::directory_iterator(path), fs::directory_iterator());
    }
};

std::string get(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

TEST_CASE("core/atomic_file: a file is made or replaced as a whole, and nothing else is left") {
    const folder where("atomic_replace");
    const std::string content("a\0b\r\n", 5);
    fulcrum::write_atomically(where.path / "f", content);
    CHECK(get(where.path / "f") == content);
    fulcrum::write_atomically(where.path / "f", "");
    CHECK(get(where.path / "f").empty());
    fulcrum::write_atomically(where.path / "f", std::string(1 << 20, 'x'));
    CHECK(get(where.path / "f") == std::string(1 << 20, 'x'));
    CHECK(where.files() == 1);
}

TEST_CASE("core/atomic_file: files of other writers are not touched") {
    const folder where("atomic_others");
    std::ofstream(where.path / "f.0.partial") << "another writer's";
    fulcrum::write_atomically(where.path / "f", "mine");
    CHECK(get(where.path / "f") == "mine");
    CHECK(get(where.path / "f.0.partial") == "another writer's");
    CHECK(where.files() == 2);
}

TEST_CASE("core/atomic_file: a symbolic link stays one") {
    const folder where("atomic_link");
    fulcrum::write_atomically(where.path / "target", "old");
    fs::create_symlink("target", where.path / "link");
    fulcrum::write_atomically(where.path / "link", "new");
    CHECK(fs::is_symlink(where.path / "link"));
    CHECK(get(where.path / "target") == "new");
}

TEST_CASE("core/atomic_file: what cannot be written is named, with the reason") {
    const folder where("atomic_errors");
    CHECK_THROWS_WITH_AS(fulcrum::write_atomically(where.path / "none" / "f", "x"),
                         doctest::Contains("none/f': No such file or directory; check that its folder exists"),
                         fulcrum::error);
    CHECK_THROWS_WITH_AS(fulcrum::write_atomically(where.path, "x"), doctest::Contains("it is a directory"),
                         fulcrum::error);
    CHECK(where.files() == 0);
}

TEST_CASE("core/atomic_file: a device is written, not replaced, and a full one is an error") {
    if (!fs::exists("/dev/null") || !fs::exists("/dev/full")) return;
    fulcrum::write_atomically("/dev/null", "x");
    CHECK(fs::is_character_file("/dev/null"));
    CHECK_THROWS_WITH_AS(fulcrum::write_atomically("/dev/full", "x"), doctest::Contains("No space left"),
                         fulcrum::error);
}
