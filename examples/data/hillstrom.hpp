#pragma once

#include "fulcrum/io/csv_reader.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace data {

/// The MineThatData e-mail test (Kevin Hillstrom, 2008): one customer an element. Each got one of three e-mails by a
/// fair draw, so the logging propensity of every action is 1/3. Categories are places in the lists of names below.
struct hillstrom {
    static constexpr std::array<std::string_view, 3> arms{"Mens E-Mail", "Womens E-Mail", "No E-Mail"};
    static constexpr double propensity = 1.0 / 3.0;
    static constexpr std::array<std::string_view, 7> history_segments{
        "1) $0 - $100",   "2) $100 - $200",   "3) $200 - $350", "4) $350 - $500",
        "5) $500 - $750", "6) $750 - $1,000", "7) $1,000 +"};
    static constexpr std::array<std::string_view, 3> zip_codes{"Surburban", "Urban", "Rural"}; // [sic]
    static constexpr std::array<std::string_view, 3> channels{"Web", "Phone", "Multichannel"};

    std::vector<std::uint8_t> recency; ///< months since the last purchase, 1 to 12
    std::vector<std::uint8_t> history_segment;
    std::vector<double> history; ///< dollars spent in the past year
    std::vector<std::uint8_t> mens;
    std::vector<std::uint8_t> womens;
    std::vector<std::uint8_t> zip_code;
    std::vector<std::uint8_t> newbie;
    std::vector<std::uint8_t> channel;
    std::vector<std::uint8_t> arm;  ///< the action
    std::vector<double> visit;      ///< 0 or 1
    std::vector<double> conversion; ///< 0 or 1
    std::vector<double> spend;      ///< dollars

    [[nodiscard]] std::size_t size() const noexcept { return arm.size(); }
};

/// Reads hillstrom.csv. Errors: fulcrum::format_error naming file, line and column.
[[nodiscard]] inline hillstrom read_hillstrom(const std::filesystem::path& file) {
    fulcrum::csv_reader table(file);
    const auto recency = table.column("recency");
    const auto history_segment = table.column("history_segment");
    const auto history = table.column("history");
    const auto mens = table.column("mens");
    const auto womens = table.column("womens");
    const auto zip_code = table.column("zip_code");
    const auto newbie = table.column("newbie");
    const auto channel = table.column("channel");
    const auto segment = table.column("segment");
    const auto visit = table.column("visit");
    const auto conversion = table.column("conversion");
    const auto spend = table.column("spend");

    const auto small = [&table](std::size_t c, int low, int high) {
        return static_cast<std::uint8_t>(table.number<int>(c, low, high));
    };
    const auto code = [&table](std::size_t c, std::span<const std::string_view> names) {
        return static_cast<std::uint8_t>(table.category(c, names));
    };
    hillstrom result;
    while (table.next()) {
        result.recency.push_back(small(recency, 1, 12));
        result.history_segment.push_back(code(history_segment, hillstrom::history_segments));
        result.history.push_back(table.number<double>(history, 0.0));
        result.mens.push_back(small(mens, 0, 1));
        result.womens.push_back(small(womens, 0, 1));
        result.zip_code.push_back(code(zip_code, hillstrom::zip_codes));
        result.newbie.push_back(small(newbie, 0, 1));
        result.channel.push_back(code(channel, hillstrom::channels));
        result.arm.push_back(code(segment, hillstrom::arms));
        result.visit.push_back(small(visit, 0, 1));
        result.conversion.push_back(small(conversion, 0, 1));
        result.spend.push_back(table.number<double>(spend, 0.0));
    }
    table.require_rows(result.size());
    return result;
}

} // namespace data
