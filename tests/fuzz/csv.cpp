#include "fulcrum/io/csv.hpp"
#include "mutate.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <vector>

namespace {

constexpr const char* favourites = "\",\n\r-+.e0 na\xEF";

void parse_numbers(const std::string& text) {
    const fulcrum::number_table table = fulcrum::parse_csv("fuzzed", text);
    CHECK(table.values.size() == table.rows * table.cols);
    CHECK((table.names.empty() || table.names.size() == table.cols));
}

/// Every field as text, its places within the rows counted.
void parse_fields(const std::string& text) {
    fulcrum::csv_reader reader("fuzzed", text, fulcrum::csv_reader::header::present);
    std::size_t bytes = 0;
    for (std::size_t line = 0; reader.next(); line = reader.line()) {
        CHECK(reader.line() > line);
        CHECK(reader.width() == reader.columns().size());
        for (std::size_t j = 0; j < reader.width(); ++j) {
            for (const char c : reader.text(j)) bytes += c == '\0' ? 0U : 1U; // touched, for the sanitizer
        }
    }
    CHECK(bytes <= text.size());
}

} // namespace

TEST_CASE("fuzz/csv: numbers are read or refused") {
    fuzz("click,revenue\n0.5,1e3\n-1,2\n7,.25\n", favourites, 1, 4000, parse_numbers);
    fuzz("1,\"2\"\r\n3,4\r\n\r\nnan,-inf\r\n", favourites, 2, 4000, parse_numbers);
}

TEST_CASE("fuzz/csv: fields are read or refused") {
    fuzz("\xEF\xBB\xBFname,\"a \"\"b\"\"\"\n\"one\ntwo\",x\n,\n3,\"\"\n", favourites, 3, 4000, parse_fields);
}
