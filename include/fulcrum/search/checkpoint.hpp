#pragma once

#include "fulcrum/core/error.hpp"
#include "fulcrum/search/detail/checkpoint_file.hpp"
#include "fulcrum/search/detail/state_reader.hpp"
#include "fulcrum/search/detail/state_writer.hpp"
#include "fulcrum/search/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>

namespace fulcrum::inline v0_1 {

/// Writes the search to a file after every `every`-th generation and at its end:
///     search(nsga2{}, problem, seed{7}, sequential{}, checkpoint{"run.checkpoint"})
/// and if the file is there already, goes on from it, to the same bits as a search that was never interrupted, with any
/// executor. The file takes the place of the one before as a whole: a process may be killed at any moment. It holds the
/// algorithm's state, what is counted, and the state of every observer that has serialize.
///
/// The algorithm and the options that it describes, the seed, the variables, the objectives and these observers must be
/// those that the file was written with; `generations` and limits may be raised to search on. What the problem computes
/// cannot be checked. A file is bound to the library's version, not to the machine.
///
/// Errors: error when the file cannot be read or written; format_error, which names it, when it is damaged, of another
/// version, or of another search.
struct checkpoint {
    std::filesystem::path path;
    std::size_t every = 1;
    bool resume = true; ///< false: start anew, and replace the file

    template <class Search> void restore(Search& search) const {
        if (path.empty()) fail("checkpoint: its path is empty");
        if (every == 0) fail("checkpoint: every is 0, it must be at least 1");
        std::error_code code;
        const std::filesystem::path folder = path.parent_path();
        if (!folder.empty() && !std::filesystem::is_directory(folder, code)) { // not only when it is to be written
            fail(detail::checkpoint_name(path), ": its folder does not exist");
        }
        if (!resume || !std::filesystem::exists(path, code)) return;
        const std::string file = detail::read_checkpoint_file(path);
        const std::string name = detail::checkpoint_name(path);
        detail::state_reader in(name, detail::checkpoint_content(name, file));
        static_cast<void>(detail::read_result(in));
        in(search);
        in.finish();
    }

    template <class Search> void record(Search& search, bool last) const {
        if (!last && search.generation() % every != 0) return;
        detail::state_writer out;
        detail::write_result(out, search);
        out(search);
        detail::write_checkpoint_file(path, out.bytes());
    }
};

/// What a checkpoint found: the population, its front, and the numbers of evaluations and generations. To start another
/// search, of any algorithm, with it:
///     const search_result found = read_checkpoint("run.checkpoint");
///     search(nsga2{.warm_start = found.variables()}, problem)
/// (So can a table of a CSV or npy file: `nsga2{.warm_start = table.view()}`, see io/number_table.hpp.)
/// Errors: error when the file cannot be read; format_error, which names it, when it is damaged or of another version.
[[nodiscard]] inline search_result read_checkpoint(const std::filesystem::path& path) {
    const std::string file = detail::read_checkpoint_file(path);
    const std::string name = detail::checkpoint_name(path);
    detail::state_reader in(name, detail::checkpoint_content(name, file));
    return detail::read_result(in);
}

} // namespace fulcrum::inline v0_1
