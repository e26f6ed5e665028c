#include "fulcrum/search/checkpoint.hpp"
#include "fulcrum/search/external_archive.hpp"
#include "fulcrum/search/history.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/stop_when_front_settles.hpp"
#include "fulcrum/search/zdt.hpp"
#include "mutate.hpp"
#include "temporary_folder.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// The content of a checkpoint, without its header.
std::string content() {
    const temporary_folder folder;
    const auto path = folder.path() / "run";
    static_cast<void>(fulcrum::search(fulcrum::nsga2{.population = 4, .generations = 3}, fulcrum::zdt1{2},
                                      fulcrum::seed{1}, fulcrum::sequential{}, fulcrum::checkpoint{path}));
    const std::string file = fulcrum::detail::read_checkpoint_file(path);
    return std::string(fulcrum::detail::checkpoint_content("fuzzed", file));
}

const std::string favourites{"\0\1\4\x7F\xFF", 5};

} // namespace

TEST_CASE("fuzz/checkpoint: content whose checksum is right is read or refused") {
    fuzz(content(), favourites, 1, 4000, [](const std::string& bytes) {
        fulcrum::detail::state_reader in("fuzzed", bytes);
        const fulcrum::search_result found = fulcrum::detail::read_result(in);
        CHECK(found.size() * 8 * found.variables().cols() <= bytes.size());
        for (const std::uint32_t i : found.front) CHECK(i < found.size());
    });
}

TEST_CASE("fuzz/checkpoint: the state of observers is read or refused") {
    const auto state = [](auto& stream) {
        std::vector<fulcrum::history_entry> entries(2);
        std::vector<std::vector<std::uint32_t>> orders(1, std::vector<std::uint32_t>(3));
        std::string text = "text";
        bool flag = true;
        fulcrum::stop_when_front_settles settled;
        if constexpr (requires { stream.left(); }) {
            entries.clear();
            orders.clear();
        }
        stream(text, flag, orders, entries, settled);
    };
    fulcrum::detail::state_writer out;
    state(out);
    fuzz(out.bytes(), favourites, 2, 4000, [&state](const std::string& bytes) {
        fulcrum::detail::state_reader in("fuzzed", bytes);
        state(in);
        in.finish();
    });
}

TEST_CASE("fuzz/checkpoint: a file is read or refused") {
    fulcrum::detail::state_writer header;
    const std::string inside = content();
    header(fulcrum::detail::checkpoint_version, std::uint64_t{inside.size()}, fulcrum::detail::fnv1a(inside));
    const std::string file = std::string(fulcrum::detail::checkpoint_magic) + header.bytes() + inside;
    fuzz(file, favourites, 3, 2000, [&inside](const std::string& bytes) {
        const std::string_view read = fulcrum::detail::checkpoint_content("fuzzed", bytes);
        CHECK(read == inside);
    });
}
