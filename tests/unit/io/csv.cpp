#include "fulcrum/io/csv.hpp"

#include "temporary_file.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

namespace {

std::string refusal(const char* text) {
    return thrown<fulcrum::format_error>([text] { static_cast<void>(fulcrum::parse_csv("f.csv", text)); });
}

} // namespace

TEST_CASE("io/csv: a table of numbers, with and without names") {
    for (const char* text : {"a,\"b, c\"\n1,-2.5\n1e3,.5\n",
                             "\xEF\xBB\xBF\"a\",\"b, c\"\r\n 1,\"-2.5\"\r\n\r\n+1e3, .5\t"}) {
        const fulcrum::number_table table = fulcrum::parse_csv("f.csv", text);
        CHECK(table.rows == 2);
        CHECK(table.cols == 2);
        CHECK(table.names == std::vector<std::string>{"a", "b, c"});
        CHECK(table.values == std::vector<double>{1, -2.5, 1000, .5});
    }
    const fulcrum::number_table bare = fulcrum::parse_csv("f.csv", "1\n-0\nnan\n-inf\n");
    CHECK(bare.rows == 4);
    CHECK(bare.names.empty());
    CHECK(std::signbit(bare.values[1]));
    CHECK(std::isnan(bare.values[2]));
    CHECK(std::isinf(bare.values[3]));
    const fulcrum::number_table none = fulcrum::parse_csv("f.csv", "a,b\n");
    CHECK(none.rows == 0);
    CHECK(none.cols == 2);

    const temporary_file file("x,y\n3,4\n");
    CHECK(fulcrum::read_csv(file.path()).values == std::vector<double>{3, 4});
}

TEST_CASE("io/csv: what is no table of numbers names line, column and both counts") {
    CHECK(refusal("1,2\n3\n") == "f.csv: line 2: has 1 fields, but the first row has 2; correct the row, or fetch the "
                                 "file again");
    CHECK(refusal("a,b\n1,2\n\n3,x\n") == "f.csv: line 4: column 2: 'x' is not a number; correct it, or fetch the file "
                                         "again");
    CHECK(holds(refusal("a,2\n3,4\n"), "line 1: column 1: 'a' is not a number")); // half a header is a mistake
    for (const char* field : {"", "1 2", "1,", "0x1p", "--1", "+-1", "1e999", "one"}) {
        CAPTURE(field);
        CHECK(holds(refusal((std::string("1,1\n2,") + field + "\n").c_str()), "f.csv: line 2"));
    }
    CHECK(holds(refusal("\n\n"), "f.csv: line 1: no rows of data"));
}
