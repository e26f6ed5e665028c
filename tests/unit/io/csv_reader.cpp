#include "fulcrum/io/csv_reader.hpp"

#include "temporary_file.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <string>

namespace {

/// The message for a file of the fixtures, without the name of their folder.
std::string read_all(const char* name) {
    const std::string folder = FULCRUM_FIXTURES "/";
    std::string text = thrown<fulcrum::format_error>([&] {
        fulcrum::csv_reader table(folder + "csv/" + name);
        while (table.next()) {
        }
    });
    CHECK(text.starts_with(folder));
    return text.substr(folder.size());
}

} // namespace

TEST_CASE("io/csv_reader: quotes, commas and line breaks inside them, a byte-order mark, blank lines") {
    fulcrum::csv_reader table(FULCRUM_FIXTURES "/csv/quotes.csv");
    REQUIRE(table.columns().size() == 2);
    CHECK(table.columns()[0] == "name"); // without the mark
    REQUIRE(table.next());
    CHECK(table.text(0) == "a \"quoted\" word");
    CHECK(table.text(1) == "comma, and\nline break");
    CHECK(table.line() == 2);
    REQUIRE(table.next());
    CHECK(table.text(0) == "plain");
    CHECK(table.text(1).empty());
    CHECK(table.line() == 4);
    REQUIRE(table.next());
    CHECK(table.text(0).empty());
    CHECK(table.text(1) == "last");
    CHECK(table.line() == 6);
    CHECK_FALSE(table.next());
    CHECK_FALSE(table.next());
}

TEST_CASE("io/csv_reader: an empty last field, with and without a line end") {
    for (const char* text : {"a,b\n1,", "a,b\n1,\n", "a,b\r\n1,\r\n", "a,b\r\n1,\r"}) {
        const temporary_file file(text);
        fulcrum::csv_reader table(file.path());
        REQUIRE(table.next());
        CHECK(table.width() == 2);
        CHECK(table.text(1).empty());
        CHECK_FALSE(table.next());
    }
}

TEST_CASE("io/csv_reader: a file that cannot be read names itself, the line, and the remedy") {
    CHECK(read_all("no_such.csv") == "csv/no_such.csv: no such file; fetch it, or correct the path");
    CHECK(read_all("") == "csv/: is not a file; give the path of the file itself");
    CHECK(read_all("empty.csv") == "csv/empty.csv: is empty; write it again, or fetch it again");
    CHECK(read_all("blank.csv") == "csv/blank.csv: holds only blank lines; write it again, or fetch it again");
    CHECK(read_all("binary.csv") == "csv/binary.csv: holds a zero byte at offset 3; it is not a text file (perhaps "
                                    "compressed: unpack it first)");
    CHECK(read_all("ragged.csv") == "csv/ragged.csv: line 3: has 2 fields, but the first row has 3; correct the row, "
                                    "or fetch the file again");
    CHECK(read_all("unclosed.csv") ==
          "csv/unclosed.csv: line 3: a quote is never closed; close it, or fetch the file again");
    CHECK(read_all("after_quote.csv") ==
          "csv/after_quote.csv: line 2: text follows a closing quote; double a quote that belongs to a field");
    CHECK(read_all("inner_quote.csv") == "csv/inner_quote.csv: line 2: a quote stands inside a field that does not "
                                         "begin with one; quote the whole field");
}

TEST_CASE("io/csv_reader: numbers are whole fields, finite and in range") {
    const auto as_double = [](const char* field) {
        return thrown<fulcrum::error>([field] {
            const temporary_file file(std::string("x,y\n") + field + ",0\n");
            fulcrum::csv_reader table(file.path());
            table.next();
            static_cast<void>(table.number<double>(0, -1.0, 1e6));
        });
    };
    for (const char* good : {"0", "-1", "1e6", "0.25", ".5"}) CHECK(as_double(good).empty());
    for (const char* bad : {"", " 1", "1 ", "+1", "1,5", "0x1p", "nan", "inf", "-inf", "1e999", "one", "-1.5", "2e6"}) {
        CAPTURE(bad);
        CHECK(as_double(bad).find("line 2") != std::string::npos);
    }
    CHECK(as_double("one").find("column 'x': 'one' is not a number") != std::string::npos);

    const temporary_file file("x\n256\n-1\n1.0\n");
    fulcrum::csv_reader table(file.path());
    for (int row = 0; row < 3; ++row) {
        table.next();
        CHECK(thrown<fulcrum::error>([&table] { static_cast<void>(table.number<unsigned char>(0)); }) != "");
    }
}
