// The Pareto front of a table of numbers, or the rank of every row: a row for each candidate, a column for each
// objective, all to be minimised but for those that --maximize names.
//
//     pareto_front FILE.csv|FILE.npy [--maximize 0,2] [--ranks] [--hypervolume R1,R2,...]
//
// Standard output has the rows of the front, ascending, from 0, one a line; with --ranks, every row's rank instead, 0
// the front; with --hypervolume, in a last line, the volume that the front dominates up to the reference point, which
// is in the columns' own orientation. Rows with a number that is not finite rank last.
//
// test: ${FULCRUM_FIXTURES}/pareto/offers.csv --maximize 0,1 --hypervolume 0,0,9
// test: ${FULCRUM_FIXTURES}/pareto/offers.csv --maximize 0,1 --ranks
// test: ${FULCRUM_FIXTURES}/npy/numpy.npy
#include <fulcrum/io.hpp>
#include <fulcrum/pareto.hpp>

#include <CLI/CLI.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace {

struct options {
    std::filesystem::path file;
    std::vector<std::int64_t> maximize;
    std::vector<double> reference;
    bool ranks = false;
};

fulcrum::number_table read_table(const std::filesystem::path& file) {
    if (file.extension() == ".npy") return fulcrum::read_npy(file);
    if (file.extension() == ".csv") return fulcrum::read_csv(file);
    fulcrum::fail<fulcrum::format_error>(file.string(),
                                         ": is neither .csv nor .npy; give a file that ends in one of these");
}

/// The columns as objectives.
fulcrum::dynamic_objectives objectives_of(const fulcrum::number_table& table, const options& o) {
    if (table.cols == 0) fulcrum::fail(o.file.string(), ": has no column; give one for each objective");
    std::vector<fulcrum::dynamic_objective> all;
    for (std::size_t j = 0; j < table.cols; ++j) {
        all.push_back({"column " + std::to_string(j), fulcrum::direction::minimize});
    }
    for (const std::int64_t j : o.maximize) {
        if (j < 0 || static_cast<std::size_t>(j) >= all.size()) {
            fulcrum::fail("--maximize names column ", j, ", but ", o.file.string(), " has ", all.size(),
                          ", numbered from 0");
        }
        all[static_cast<std::size_t>(j)].better = fulcrum::direction::maximize;
    }
    return fulcrum::dynamic_objectives(std::move(all));
}

void run(const options& o) {
    const fulcrum::number_table table = read_table(o.file);
    const fulcrum::dynamic_objectives objectives = objectives_of(table, o);
    const std::vector<double> columns = table.by_column();
    const fulcrum::columns_view<const double> values(columns.data(), table.rows, table.cols);
    fulcrum::workspace ws;
    const std::span<const std::uint32_t> front = fulcrum::pareto_front(objectives, values, ws);
    double volume = 0; // before anything is printed, as it may refuse the reference
    if (!o.reference.empty()) volume = fulcrum::hypervolume(objectives, values, front, std::span(o.reference), ws);

    const auto lines = o.ranks ? fulcrum::nondominated_sort(objectives, values, ws).rank : front;
    for (const std::uint32_t number : lines) std::printf("%u\n", number);
    if (!o.reference.empty()) std::printf("hypervolume %.17g\n", volume);
}

} // namespace

int main(int argc, char** argv) {
    options o;
    CLI::App app{"The Pareto front of a table: the rows that no other row beats in every column."};
    app.add_option("FILE", o.file, "a .csv or .npy table: a row for each candidate, a column for each objective")
        ->required();
    app.add_option("--maximize", o.maximize, "columns that are better when larger, from 0: 0,2")->delimiter(',');
    app.add_flag("--ranks", o.ranks, "every row's rank instead of the front's rows");
    app.add_option("--hypervolume", o.reference, "reference point of the front's hypervolume: R1,R2,...")
        ->delimiter(',');
    try {
        app.parse(argc, argv);
        run(o);
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "pareto_front: %s\n", e.what());
        return 1;
    }
    return 0;
}
