#include "fulcrum/search/checkpoint.hpp"

#include "fulcrum/search/constrained_problems.hpp"
#include "fulcrum/search/dtlz.hpp"
#include "fulcrum/search/external_archive.hpp"
#include "fulcrum/search/history.hpp"
#include "fulcrum/search/nsga2.hpp"
#include "fulcrum/search/random_search.hpp"
#include "fulcrum/search/search.hpp"
#include "fulcrum/search/stop_after.hpp"
#include "fulcrum/search/stop_when_front_settles.hpp"
#include "fulcrum/search/stop_when_hypervolume_stalls.hpp"
#include "fulcrum/search/zdt.hpp"
#include "same_result.hpp"
#include "temporary_folder.hpp"
#include "thread_executor.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using fulcrum::checkpoint;
using fulcrum::nsga2;
using fulcrum::random_search;
using fulcrum::search;
using fulcrum::search_progress;
using fulcrum::search_result;
using fulcrum::seed;
using fulcrum::sequential;

struct cost : fulcrum::minimize {};
struct gain : fulcrum::maximize {};
using goals = fulcrum::objectives<cost, gain>;

/// All kinds of variables, a constraint, and rows that are not finite.
auto mixed_problem() {
    return fulcrum::function_problem{
        goals{},
        fulcrum::join_variables(fulcrum::variable{"x", 0, 1}, fulcrum::integer_variable("n", 0, 9),
                                fulcrum::binary_variable("b"), fulcrum::categorical_variable("c", 3),
                                fulcrum::permutation_variables("p", 4)),
        [](std::span<const double> x, std::span<double> f, std::span<double> violation) {
            f[0] = x[0] + x[1] * x[4];
            f[1] = x[1] - x[2] * x[0] + x[3] * x[5];
            if (x[3] == 2 && x[0] > 0.9) f[1] = std::numeric_limits<double>::quiet_NaN();
            violation[0] = 0.2 - x[0];
        },
        1};
}

auto stop_at(std::size_t generation) {
    return [generation](const search_progress& p) { return p.generation < generation; };
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}
void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

/// Stops a search after each of `stops` generations, and goes on from the file.
template <class Algorithm, class P>
void check_resume(const Algorithm& algorithm, const P& problem, std::initializer_list<std::size_t> stops) {
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run"};
    for (const std::size_t g : stops) {
        const search_result part = search(algorithm, problem, seed{5}, sequential{}, file, stop_at(g));
        CHECK(part.generations == g);
        CHECK(same_result(fulcrum::read_checkpoint(file.path), part));
    }
    const search_result whole = search(algorithm, problem, seed{5});
    CHECK(same_result(search(algorithm, problem, seed{5}, thread_executor(2), file), whole));
    CHECK(same_result(search(algorithm, problem, seed{5}, sequential{}, file), whole)); // nothing is left to do
}

} // namespace

TEST_CASE("search/checkpoint: a search goes on to the same bits") {
    check_resume(nsga2{.population = 11, .generations = 12}, fulcrum::zdt1{5}, {1, 2, 3, 7, 11});
    check_resume(nsga2{.population = 12, .generations = 9}, fulcrum::dtlz2{4}, {4});
    check_resume(nsga2{.population = 20, .generations = 9}, fulcrum::tnk{}, {2, 5});
    check_resume(nsga2{.population = 15, .generations = 9, .eliminate_duplicates = true}, mixed_problem(), {1, 4, 6});
    check_resume(random_search{.population = 7, .generations = 6}, mixed_problem(), {1, 3});
    check_resume(nsga2{.population = 2, .generations = 4}, fulcrum::zdt1{1}, {1, 2, 3});
}

TEST_CASE("search/checkpoint: more generations than were planned continue the search") {
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run"};
    const fulcrum::zdt1 problem{4};
    static_cast<void>(search(nsga2{.population = 8, .generations = 5}, problem, seed{5}, sequential{}, file));
    const nsga2 more{.population = 8, .generations = 11};
    CHECK(same_result(search(more, problem, seed{5}, sequential{}, file), search(more, problem, seed{5})));
    const auto anew = search(nsga2{.population = 8, .generations = 2}, problem, seed{6}, sequential{},
                             checkpoint{.path = file.path, .resume = false});
    CHECK(same_result(fulcrum::read_checkpoint(file.path), anew));
}

TEST_CASE("search/checkpoint: observers go on where they were") {
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run"};
    const fulcrum::zdt1 problem{6};
    const nsga2 options{.population = 16, .generations = 400};
    const auto run = [&](fulcrum::history& log, fulcrum::external_archive& archive, auto&&... more) {
        fulcrum::stop_when_front_settles settled{.tolerance = 0.02, .window = 12, .step = 3};
        fulcrum::stop_when_hypervolume_stalls stalled{.reference = {1.1, 1.1}, .tolerance = 1e-5, .window = 60};
        return search(options, problem, seed{2}, sequential{}, settled, stalled, log, archive, more...);
    };
    fulcrum::history whole_log;
    fulcrum::external_archive whole_archive;
    const search_result whole = run(whole_log, whole_archive);
    REQUIRE(whole.stopped);
    REQUIRE(whole.generations > 20);

    fulcrum::history log;
    fulcrum::external_archive archive;
    for (const std::size_t g : {7U, 13U, static_cast<unsigned>(whole.generations - 1)}) {
        fulcrum::history part_log; // as a new process has it
        fulcrum::external_archive part_archive;
        static_cast<void>(run(part_log, part_archive, file, stop_at(g)));
    }
    std::vector<bool> again;
    const auto resumed = run(log, archive, file, [&](const search_progress& p) {
        again.push_back(p.again);
        CHECK(p.evaluated.size() == (p.again ? 0 : 16));
    });
    CHECK(again == std::vector<bool>{true, false});
    CHECK(same_result(resumed, whole));
    CHECK(resumed.stop_reason == whole.stop_reason);
    REQUIRE(log.entries.size() == whole_log.entries.size());
    for (std::size_t g = 0; g < log.entries.size(); ++g) {
        CHECK(log.entries[g].generation == g + 1);
        CHECK(log.entries[g].best == whole_log.entries[g].best);
        CHECK(log.entries[g].seconds >= (g > 0 ? log.entries[g - 1].seconds : 0));
    }
    const auto members = archive.members();
    const auto expected = whole_archive.members();
    CHECK(members.size() > 16);
    CHECK(same_bits(members.slice(0, members.size()).variables, expected.slice(0, expected.size()).variables));
    CHECK(same_bits(members.slice(0, members.size()).objectives, expected.slice(0, expected.size()).objectives));

    // A search that had stopped by itself stops again.
    const auto twice = run(log, archive, file);
    CHECK(same_result(twice, whole));
    CHECK(twice.stop_reason == whole.stop_reason);
    CHECK_THROWS_WITH_AS(static_cast<void>(search(options, problem, seed{2}, sequential{}, file, log)),
                         ("checkpoint '" + file.path.string() +
                          "': an observer is 'stop_when_front_settles' in the file, but 'history' here")
                             .c_str(),
                         fulcrum::format_error);
    const fulcrum::stop_after_evaluations limit{80};
    const checkpoint other{folder.path() / "other"};
    static_cast<void>(search(options, problem, seed{2}, sequential{}, other, limit));
    CHECK(search(options, problem, seed{2}, sequential{}, other, limit).evaluations == 80);
    CHECK(search(options, problem, seed{2}, sequential{}, other, fulcrum::stop_after_evaluations{96}).evaluations == 96);
}

TEST_CASE("search/checkpoint: it is written every so many generations, and at the end") {
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run", 4};
    std::vector<std::size_t> held;
    const auto note = [&](const search_progress& p) {
        const bool there = std::filesystem::exists(file.path);
        held.push_back(there ? fulcrum::read_checkpoint(file.path).generations : 0);
        return p.generation < 10;
    };
    static_cast<void>(search(nsga2{.population = 6, .generations = 20}, fulcrum::zdt1{3}, seed{5}, sequential{}, file,
                             note));
    CHECK(held == std::vector<std::size_t>{0, 0, 0, 0, 4, 4, 4, 4, 8, 8});
    CHECK(fulcrum::read_checkpoint(file.path).generations == 10);
}

TEST_CASE("search/checkpoint: what throws leaves the last one, from which the search goes on") {
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run", 2};
    const nsga2 options{.population = 6, .generations = 9};
    int calls = 0;
    int limit = 6 * 6 + 3; // individual 3 of generation 7
    const fulcrum::function_problem problem{goals{}, {{"x", 0, 1}, {"y", 0, 1}},
                                            [&](std::span<const double> x, std::span<double> f) {
                                                if (calls++ == limit) throw std::range_error("no data");
                                                f[0] = x[0] + x[1];
                                                f[1] = x[0] - x[1] * x[1];
                                            }};
    CHECK_THROWS_AS(static_cast<void>(search(options, problem, seed{5}, sequential{}, file)), fulcrum::search_error);
    CHECK(fulcrum::read_checkpoint(file.path).generations == 6);
    limit = -1;
    const auto observer = [](const search_progress& p) {
        if (p.generation == 8) throw std::range_error("no disk");
    };
    CHECK_THROWS_AS(static_cast<void>(search(options, problem, seed{5}, sequential{}, file, observer)),
                    std::range_error);
    CHECK(fulcrum::read_checkpoint(file.path).generations == 6);
    CHECK(same_result(search(options, problem, seed{5}, sequential{}, file), search(options, problem, seed{5})));
}

TEST_CASE("search/checkpoint: a process killed at any moment loses at most the generation it was in") {
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run"};
    const nsga2 options{.population = 20, .generations = 60};
    const fulcrum::zdt1 problem{10};
    const search_result whole = search(options, problem, seed{5});
    fulcrum::random_stream random(11);
    int killed = 0;
    bool finished = false;
    for (int attempt = 1; !finished && attempt < 60; ++attempt) {
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            try {
                static_cast<void>(search(options, problem, seed{5}, sequential{}, file));
                _exit(0);
            } catch (...) {
                _exit(1);
            }
        }
        // Longer every time, so that the slowest machine comes to an end.
        std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(random.uniform() * attempt));
        kill(child, SIGKILL);
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        finished = WIFEXITED(status);
        if (finished) CHECK(WEXITSTATUS(status) == 0);
        killed += finished ? 0 : 1;
        if (std::filesystem::exists(file.path)) {
            const search_result part = fulcrum::read_checkpoint(file.path);
            CHECK(part.evaluations == 20 * part.generations);
        }
    }
    CHECK(killed > 0);
    CHECK(same_result(search(options, problem, seed{5}, sequential{}, file), whole));
}

TEST_CASE("search/checkpoint: another search is refused") {
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run"};
    const auto problem = [](std::vector<fulcrum::variable> variables, std::size_t constraints = 0) {
        return fulcrum::function_problem{goals{}, std::move(variables),
                                         [](std::span<const double> x, std::span<double> f) { f[0] = f[1] = x[0]; },
                                         constraints};
    };
    const nsga2 options{.population = 6, .generations = 3};
    static_cast<void>(search(options, problem({{"x", 0, 1}, {"y", 0, 1}}), seed{5}, sequential{}, file));
    const std::string before = bytes_of(file.path);
    const auto message = [&](const auto& algorithm, const auto& other, seed s = {5}) -> std::string {
        try {
            static_cast<void>(search(algorithm, other, s, sequential{}, file));
        } catch (const fulcrum::format_error& e) {
            CHECK(bytes_of(file.path) == before);
            const std::string name = "checkpoint '" + file.path.string() + "': ";
            const std::string text = e.what();
            CHECK(text.starts_with(name));
            return text.substr(name.size());
        }
        return "none";
    };
    const auto same = problem({{"x", 0, 1}, {"y", 0, 1}});
    CHECK(message(options, same) == "none");
    CHECK(message(options, same, seed{6}) == "the seed is 5 in the file, but 6 here");
    CHECK(message(nsga2{.population = 7, .generations = 3}, same) ==
          "nsga2::population is 6 in the file, but 7 here");
    CHECK(message(nsga2{.population = 6, .generations = 3, .crossover = {.eta = 20}}, same) ==
          "nsga2::crossover.eta is 15 in the file, but 20 here");
    CHECK(message(nsga2{.population = 6, .generations = 3, .eliminate_duplicates = true}, same) ==
          "nsga2::eliminate_duplicates is 0 in the file, but 1 here");
    CHECK(message(random_search{.population = 6, .generations = 3}, same) ==
          "the algorithm is 'nsga2' in the file, but 'random_search' here");
    CHECK(message(options, problem({{"x", 0, 1}})) == "the number of variables is 2 in the file, but 1 here");
    CHECK(message(options, problem({{"x", 0, 1}, {"z", 0, 1}})) ==
          "the name of a variable is 'y' in the file, but 'z' here");
    CHECK(message(options, problem({{"x", 0, 1}, {"y", 0, 2}})) ==
          "the upper bound of variable 'y' is 1 in the file, but 2 here");
    CHECK(message(options, problem({{"x", 0, 1}, fulcrum::integer_variable("y", 0, 1)})) ==
          "the kind of variable 'y' differs from what it is here");
    CHECK(message(options, problem({{"x", 0, 1}, {"y", 0, 1}}, 1)) ==
          "the number of constraints is 0 in the file, but 1 here");
    const fulcrum::function_problem turned{
        fulcrum::dynamic_objectives{{"cost", fulcrum::direction::minimize}, {"gain", fulcrum::direction::minimize}},
        {{"x", 0, 1}, {"y", 0, 1}},
        [](std::span<const double>, std::span<double>) {}};
    CHECK(message(options, turned) == "the direction of objective 'gain' differs from what it is here");
}

TEST_CASE("search/checkpoint: a damaged file is refused, whichever byte it is") {
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run"};
    const nsga2 options{.population = 3, .generations = 2};
    const fulcrum::zdt1 problem{2};
    static_cast<void>(search(options, problem, seed{5}, sequential{}, file));
    const std::string whole = bytes_of(file.path);
    const auto refused = [&](const std::string& bytes) -> std::string {
        try {
            static_cast<void>(fulcrum::detail::checkpoint_content("file", bytes));
        } catch (const fulcrum::format_error& e) {
            return e.what();
        }
        return "read";
    };
    CHECK(refused(whole) == "read");
    for (std::size_t at = 0; at < whole.size(); ++at) {
        for (const int change : {1, 0x80, 0xFF}) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ change);
            if (refused(bytes) == "read") FAIL_CHECK("byte ", at, " changed by ", change);
        }
        if (refused(whole.substr(0, at)) == "read") FAIL_CHECK("cut off at ", at);
    }
    CHECK(refused("") == "file: it is not a checkpoint, or its beginning is damaged");
    CHECK(refused(whole.substr(0, whole.size() - 3)).ends_with(": it is truncated"));
    CHECK(refused(whole + "x").find("it should hold") != std::string::npos);
    std::string other = whole;
    other[8] = 2;
    CHECK(refused(other) == "file: its format is version 2, this library reads version 1");
    other = whole;
    other.back() = static_cast<char>(other.back() ^ 1);
    CHECK(refused(other) == "file: its checksum is wrong: it is damaged");

    write_bytes(file.path, other);
    const std::string message = "checkpoint '" + file.path.string() + "': its checksum is wrong: it is damaged";
    CHECK_THROWS_WITH_AS(static_cast<void>(search(options, problem, seed{5}, sequential{}, file)), message.c_str(),
                         fulcrum::format_error);
    CHECK_THROWS_WITH_AS(static_cast<void>(fulcrum::read_checkpoint(file.path)), message.c_str(),
                         fulcrum::format_error);
}

TEST_CASE("search/checkpoint: paths and options that make no sense") {
    const temporary_folder folder;
    const auto with = [](const checkpoint& file) {
        static_cast<void>(search(nsga2{.population = 4, .generations = 1}, fulcrum::zdt1{2}, seed{5}, sequential{}, file));
    };
    CHECK_THROWS_WITH_AS(with({""}), "checkpoint: its path is empty", fulcrum::error);
    CHECK_THROWS_WITH_AS(with({folder.path() / "run", 0}), "checkpoint: every is 0, it must be at least 1",
                         fulcrum::error);
    CHECK_THROWS_WITH_AS(with({folder.path()}), ("checkpoint '" + folder.path().string() + "': it is a directory").c_str(),
                         fulcrum::error);
    const checkpoint nowhere{folder.path() / "none" / "run"};
    CHECK_THROWS_WITH_AS(with(nowhere), ("checkpoint '" + nowhere.path.string() + "': its folder does not exist").c_str(),
                         fulcrum::error);
    CHECK_THROWS_AS(static_cast<void>(fulcrum::read_checkpoint(folder.path() / "none")), fulcrum::error);
}

TEST_CASE("search/checkpoint: another search can start with what one found") {
    const temporary_folder folder;
    const checkpoint file{folder.path() / "run"};
    const auto first = search(nsga2{.population = 8, .generations = 20}, fulcrum::zdt1{4}, seed{5}, sequential{}, file);
    const search_result found = fulcrum::read_checkpoint(file.path);
    CHECK(found.evaluations == 160);
    const auto second = search(nsga2{.population = 10, .generations = 1, .warm_start = found.variables()},
                               fulcrum::zdt1{4}, seed{6});
    for (std::size_t i = 0; i < 8; ++i) CHECK(second.objectives()(i, 0) == first.objectives()(i, 0));
}
