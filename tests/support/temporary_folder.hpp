#pragma once

#include <filesystem>
#include <random>
#include <string>
#include <system_error>

/// An empty folder that is there as long as this object, with whatever is put into it.
class temporary_folder {
public:
    temporary_folder()
        : path_(std::filesystem::temp_directory_path() / ("fulcrum_test_" + std::to_string(std::random_device{}()))) {
        std::filesystem::create_directory(path_);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};
