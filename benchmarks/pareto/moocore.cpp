#include "contest.hpp"

#include <fulcrum/core/error.hpp>
#include <fulcrum/io/npy.hpp>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace {

const std::filesystem::path python = FULCRUM_PYTHON;
const std::filesystem::path script = FULCRUM_BENCHMARKS "/pareto/moocore_peer.py";

/// The Python process and the file through which arrays go; both end with this object.
class process {
public:
    process() : array_(std::filesystem::temp_directory_path() / ("bench_pareto_" + std::to_string(getpid()) + ".npy")) {
        std::signal(SIGPIPE, SIG_IGN); // if it dies, asking fails with a message
        int to[2];
        int from[2];
        if (pipe(to) != 0 || pipe(from) != 0) fulcrum::fail("bench_pareto: no pipe for the moocore process");
        child_ = fork();
        if (child_ == 0) {
            dup2(to[0], STDIN_FILENO);
            dup2(from[1], STDOUT_FILENO);
            for (const int end : {to[0], to[1], from[0], from[1]}) close(end);
            execl(python.c_str(), python.c_str(), script.c_str(), static_cast<char*>(nullptr));
            _exit(127);
        }
        close(to[0]);
        close(from[1]);
        to_ = fdopen(to[1], "w");
        from_ = fdopen(from[0], "r");
        if (child_ < 0 || to_ == nullptr || from_ == nullptr) fulcrum::fail("bench_pareto: no moocore process");
    }
    process(const process&) = delete;
    process& operator=(const process&) = delete;
    ~process() {
        std::fclose(to_); // ends its loop
        std::fclose(from_);
        waitpid(child_, nullptr, 0);
        std::error_code ignored;
        std::filesystem::remove(array_, ignored);
    }

    void write(const std::string& line) {
        std::fputs((line + "\n").c_str(), to_);
        std::fflush(to_);
    }
    /// The next line of it; empty when it has ended.
    [[nodiscard]] std::string read() {
        char line[64];
        if (std::fgets(line, sizeof line, from_) == nullptr) return {};
        const std::string text = line;
        return text.substr(0, text.find('\n'));
    }
    [[nodiscard]] std::string ask(const std::string& line) {
        write(line);
        std::string answer = read();
        if (answer.empty()) fulcrum::fail("bench_pareto: the moocore process ended at '", line, "'");
        return answer;
    }
    [[nodiscard]] const std::filesystem::path& array() const noexcept { return array_; }

private:
    std::filesystem::path array_;
    pid_t child_ = -1;
    std::FILE* to_ = nullptr;
    std::FILE* from_ = nullptr;
};

class moocore_runner final : public runner {
public:
    explicit moocore_runner(const question& q) : task_(q.task) {
        if (process_.read() != "ready") fulcrum::fail("bench_pareto: the moocore process did not start");
        fulcrum::write_npy(process_.array(), q.points.view());
        std::string line = "question " + task_ + " " + process_.array().string();
        for (std::size_t j = 0; j < q.reference.size(); ++j) {
            char text[32];
            std::snprintf(text, sizeof text, "%s%.17g", j == 0 ? " " : ",", q.reference[j]);
            line += text;
        }
        takes_part_ = process_.ask(line) == "ready";
    }
    [[nodiscard]] bool takes_part() const noexcept { return takes_part_; }

    double run() override { return std::strtod(process_.ask("run").c_str(), nullptr); }

    [[nodiscard]] answer found() override {
        if (process_.ask("found " + process_.array().string()) != "ready") return {};
        answer out;
        for (const double value : fulcrum::read_npy(process_.array()).values) {
            if (task_ == "front" || task_ == "ranks") {
                out.numbers.push_back(static_cast<std::uint32_t>(value));
            } else {
                out.values.push_back(value);
            }
        }
        return out;
    }

private:
    std::string task_;
    process process_;
    bool takes_part_ = false;
};

} // namespace

std::unique_ptr<runner> enter_moocore(const question& q) {
    static const bool missing = !moocore_missing().empty();
    if (missing) return nullptr;
    auto entered = std::make_unique<moocore_runner>(q);
    if (!entered->takes_part()) return nullptr;
    return entered;
}

std::string moocore_missing() {
    if (!std::filesystem::exists(python)) return "no " + python.string() + " (tests/run makes it)";
    if (process().read() != "ready") return python.string() + " cannot import moocore";
    return {};
}
