#include "fulcrum/io/read_file.hpp"

#include "temporary_file.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

TEST_CASE("io/read_file: every byte, and nothing less") {
    const std::string bytes("a\0\r\n\xFF", 5);
    const temporary_file file(bytes);
    CHECK(fulcrum::read_file(file.path()) == bytes);
}

TEST_CASE("io/read_file: what is not a file with content is named") {
    const auto refusal = [](const std::filesystem::path& path) {
        return thrown<fulcrum::format_error>([&] { static_cast<void>(fulcrum::read_file(path)); });
    };
    CHECK(refusal("no/such.npy") == "no/such.npy: no such file; fetch it, or correct the path");
    CHECK(holds(refusal(std::filesystem::temp_directory_path()), "is not a file; give the path of the file itself"));
    const temporary_file empty("");
    CHECK(refusal(empty.path()) == empty.path().string() + ": is empty; write it again, or fetch it again");
}
