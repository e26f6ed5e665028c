#pragma once

#include "temporary_folder.hpp"

#include <filesystem>
#include <fstream>
#include <string>

/// A file that is there as long as this object.
class temporary_file {
public:
    explicit temporary_file(const std::string& bytes) : path_(folder_.path() / "file.csv") {
        std::ofstream(path_, std::ios::binary) << bytes;
    }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    temporary_folder folder_;
    std::filesystem::path path_;
};
