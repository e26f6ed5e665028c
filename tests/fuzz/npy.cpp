#include "fulcrum/io/npy.hpp"
#include "mutate.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

void parse(const std::string& file) {
    const fulcrum::number_table table = fulcrum::parse_npy("fuzzed", file);
    CHECK(table.values.size() == table.rows * table.cols);
    CHECK(table.values.size() <= file.size());
}

std::string file(const std::string& dictionary, std::size_t bytes, char major) {
    std::string out = "\x93NUMPY";
    out += {major, '\0', static_cast<char>(dictionary.size()), '\0'};
    if (major > 1) out.append(2, '\0');
    return out + dictionary + std::string(bytes, '\x01');
}

constexpr const char* favourites = "{}()'\",:<>|=fiub1248LTF 09\n";

} // namespace

TEST_CASE("fuzz/npy: a file is read or refused") {
    fuzz(file("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }\n", 48, 1), favourites, 1, 8000, parse);
    fuzz(file("{'descr': '>i2', 'fortran_order': True, 'shape': (3, 1), }\n", 6, 2), favourites, 2, 4000, parse);
    fuzz(file("{'descr': '|b1', 'fortran_order': False, 'shape': (0, 7), }\n", 0, 3), favourites, 3, 4000, parse);
}
