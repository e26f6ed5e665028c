#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <system_error>

/// A file that is there as long as this object.
class temporary_file {
public:
    explicit temporary_file(const std::string& bytes)
        : path_(std::filesystem::temp_directory_path() / ("fulcrum_test_" + unique_number() + ".csv")) {
        std::ofstream(path_, std::ios::binary) << bytes;
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    static std::string unique_number() { // test processes may run at once
        static const unsigned int process = std::random_device{}();
        static int files = 0;
        return std::to_string(process) + "_" + std::to_string(++files);
    }
    std::filesystem::path path_;
};
