#include "fulcrum/io/npy.hpp"

#include "temporary_file.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// The bytes of an .npy file with this dictionary as its header.
std::string npy(const std::string& dictionary, const std::string& values, int major = 1) {
    std::string out = "\x93NUMPY";
    out += static_cast<char>(major);
    out += '\0';
    for (int i = 0; i < (major == 1 ? 2 : 4); ++i) out += static_cast<char>(dictionary.size() >> (8 * i) & 0xFFU);
    return out + dictionary + values;
}

std::string header(const char* type, const char* shape, const char* column_major = "False") {
    return std::string("{'descr': '") + type + "', 'fortran_order': " + column_major + ", 'shape': " + shape + ", }";
}

template <class T> std::string bytes_of(const std::vector<T>& values, bool swapped = false) {
    std::string out;
    for (const T& value : values) {
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T));
        if (swapped) std::reverse(bytes, bytes + sizeof(T));
        out.append(bytes, sizeof(T));
    }
    return out;
}

/// The values of a table of 2 x 3 that holds 1 to 6 as T, row after row, in either byte order (x86 is little-endian).
template <class T> void check_type(const std::string& kind) {
    CAPTURE(kind);
    const std::vector<double> wanted{1, 2, 3, 4, 5, 6};
    const std::vector<T> by_row{1, 2, 3, 4, 5, 6};
    const std::vector<T> by_column{1, 4, 2, 5, 3, 6};
    for (const char order : {'<', '>'}) {
        const std::string type = order + kind;
        const fulcrum::number_table rows =
            fulcrum::parse_npy("f", npy(header(type.c_str(), "(2, 3)"), bytes_of(by_row, order == '>')));
        CHECK(rows.rows == 2);
        CHECK(rows.cols == 3);
        CHECK(rows.values == wanted);
        const std::string columns = npy(header(type.c_str(), "(2, 3)", "True"), bytes_of(by_column, order == '>'));
        CHECK(fulcrum::parse_npy("f", columns).values == wanted);
    }
}

std::string refusal(const std::string& file) {
    return thrown<fulcrum::format_error>([&] { static_cast<void>(fulcrum::parse_npy("f.npy", file)); });
}

} // namespace

TEST_CASE("io/npy: every type, byte order and order of values") {
    check_type<double>("f8");
    check_type<float>("f4");
    check_type<std::int8_t>("i1");
    check_type<std::uint8_t>("u1");
    check_type<std::int16_t>("i2");
    check_type<std::uint16_t>("u2");
    check_type<std::int32_t>("i4");
    check_type<std::uint32_t>("u4");
    check_type<std::int64_t>("i8");
    check_type<std::uint64_t>("u8");
    CHECK(fulcrum::parse_npy("f", npy(header("|b1", "(1, 2)"), {"\1\0", 2})).values == std::vector<double>{1, 0});
    CHECK(fulcrum::parse_npy("f", npy(header("|i1", "(1, 1)"), "\xFF")).values == std::vector<double>{-1});
}

TEST_CASE("io/npy: every format of the header, its keys in any order, its lengths as Python 2 wrote them") {
    const std::string values = bytes_of<double>({7, 8});
    for (const int major : {1, 2, 3}) {
        CHECK(fulcrum::parse_npy("f", npy(header("<f8", "(1, 2)"), values, major)).cols == 2);
    }
    const auto read = [&](const char* dictionary) { return fulcrum::parse_npy("f", npy(dictionary, values)); };
    CHECK(read("{'shape':(2,1),'fortran_order':False,'descr':'<f8'}").rows == 2);
    CHECK(read(R"( { "descr" : "<f8" , "shape" : (2L, 1L,) , "fortran_order" : True , }   )" "\n").rows == 2);
    std::string padded = header("<f8", "(1, 2)"); // lengths whose low byte is above 127, which xtensor misreads
    padded.resize(200, ' ');
    CHECK(read(padded.c_str()).cols == 2);
}

TEST_CASE("io/npy: a table without rows or columns; numbers that are not finite") {
    for (const char* shape : {"(0, 3)", "(5, 0)", "(0, 0)", "(0, 18446744073709551615)"}) {
        CAPTURE(shape);
        CHECK(fulcrum::parse_npy("f", npy(header("<f8", shape), "")).values.empty());
    }
    const double inf = std::numeric_limits<double>::infinity();
    const fulcrum::number_table odd =
        fulcrum::parse_npy("f", npy(header("<f8", "(1, 3)"), bytes_of<double>({-inf, std::nan(""), -0.0})));
    CHECK(odd.values[0] == -inf);
    CHECK(std::isnan(odd.values[1]));
    CHECK(std::signbit(odd.values[2]));
}

TEST_CASE("io/npy: files of NumPy and of xtensor are read; what is written is what NumPy writes, byte for byte") {
    const std::string folder = FULCRUM_FIXTURES "/npy/";
    const std::vector<double> values{1, 2, 3, 4, 5, 0.1};
    for (const char* name : {"numpy.npy", "xtensor.npy"}) {
        const fulcrum::number_table table = fulcrum::read_npy(folder + name);
        CHECK(table.rows == 2);
        CHECK(table.values == values);
    }
    CHECK(fulcrum::read_npy(folder + "numpy_float32_fortran.npy").values ==
          std::vector<double>{1, 2, 3, 4, 5, static_cast<double>(0.1F)});

    const temporary_file file("");
    const std::vector<double> spaced{1, 2, 3, 99, 4, 5, 0.1, 99};
    fulcrum::write_npy(file.path(), {spaced.data(), 2, 3, 4});
    CHECK(fulcrum::read_file(file.path()) == fulcrum::read_file(folder + "numpy.npy"));
    fulcrum::write_npy(file.path(), {});
    CHECK(fulcrum::read_npy(file.path()).rows == 0);
    CHECK(holds(thrown<fulcrum::error>([&] { fulcrum::write_npy("no/such/folder/f.npy", {}); }),
                "no/such/folder/f.npy"));
}

TEST_CASE("io/npy: what cannot be read names the file, what is wrong and the remedy") {
    const std::string values = bytes_of<double>({1, 2, 3, 4, 5, 6});
    const std::string good = npy(header("<f8", "(2, 3)"), values);
    CHECK(refusal(good).empty());
    for (std::size_t cut = 0; cut < good.size(); ++cut) CHECK(refusal(good.substr(0, cut)).starts_with("f.npy: "));
    CHECK(refusal(good.substr(0, good.size() - 1)) ==
          "f.npy: the header says 2 x 3 values of 8 bytes, but 47 bytes follow it; the file is damaged: write it "
          "again");
    CHECK(holds(refusal(good + "x"), "2 x 3 values of 8 bytes, but 49 bytes"));
    CHECK(refusal("1,2\n3,4\n") == "f.npy: is not an .npy file; write it with numpy.save");
    CHECK(holds(refusal(npy(header("<f8", "(2, 3)"), values, 4)), "has format 4.0, but 1.0 to 3.0 are read"));

    CHECK(holds(refusal(npy(header("<f8", "(6,)"), values)), "has 1 dimensions", "array.reshape(-1, 1)"));
    CHECK(holds(refusal(npy(header("<f8", "()"), values)), "has 0 dimensions"));
    CHECK(holds(refusal(npy(header("<f8", "(1, 2, 3)"), values)), "has 3 dimensions", "array.reshape(len(array), -1)"));
    for (const char* type : {"<c16", "<f2", "<f16", "|S8", "<U2", "|O", "<m8[ns]", "f", "", "<", "8"}) {
        CAPTURE(type);
        CHECK(holds(refusal(npy(header(type, "(2, 3)"), values)), "holds values of type '", "array.astype(float)"));
    }
    CHECK(holds(refusal(npy("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (6, 1), }", values)),
                "holds records"));
    // sizes whose product overflows
    for (const char* shape : {"(4294967296, 4294967296)", "(18446744073709551615, 2)", "(2305843009213693953, 8)"}) {
        CAPTURE(shape);
        CHECK(holds(refusal(npy(header("<f8", shape), "")), "values of 8 bytes, but 0 bytes follow"));
    }
    for (const char* dictionary :
         {"", "{", "{}", "{'descr': '<f8'}", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)",
          "{'descr': '<f8', 'fortran_order': Falsch, 'shape': (2, 3)}", "{'descr': <f8, 'fortran_order': False}",
          "{'descr': '<f8', 'fortran_order': False, 'shape': (2, -3)}",
          "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 99999999999999999999)}",
          "{'descr': '<f8', 'fortran_order': False, 'shape': (2 3)}",
          "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3",
          "{'descr': '<f8' 'fortran_order': False, 'shape': (2, 3)}", "{'descr' '<f8'}", "{'descr': '<f8}",
          "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)} x", "{'colour': 1}"}) {
        CAPTURE(dictionary);
        CHECK(holds(refusal(npy(dictionary, values)), "f.npy: ", "header", "numpy.save"));
    }
    CHECK(holds(refusal(npy(header("<i8", "(1, 2)"), bytes_of<std::int64_t>({0, (std::int64_t{1} << 53) + 1}))),
                "row 0, column 1: 9007199254740993 has no exact double"));
    CHECK(holds(refusal(npy(header("<i8", "(1, 1)"), bytes_of<std::int64_t>({-(std::int64_t{1} << 53) - 1}))),
                "-9007199254740993 has no exact double"));
    CHECK(holds(refusal(npy(header("<u8", "(1, 1)"), bytes_of<std::uint64_t>({~std::uint64_t{0}}))),
                "18446744073709551615 has no exact double"));
}
