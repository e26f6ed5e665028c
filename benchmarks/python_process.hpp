#pragma once

#include <fulcrum/core/error.hpp>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

/// A script of benchmarks/ that the Python of build/venv runs beside a benchmark: a command a line to it, an answer a
/// line from it, and a file through which arrays go. Process and file end with this object.
class python_process {
public:
    /// `script` is relative to benchmarks/. Errors: error when no process can be started.
    explicit python_process(const std::string& script) : script_(std::filesystem::path(FULCRUM_BENCHMARKS) / script) {
        array_ = std::filesystem::temp_directory_path() /
                 (script_.stem().string() + "_" + std::to_string(getpid()) + ".npy");
        std::signal(SIGPIPE, SIG_IGN); // if it dies, asking fails with a message
        int to[2];
        int from[2];
        if (pipe(to) != 0 || pipe(from) != 0) fulcrum::fail("no pipe for ", script_.string());
        child_ = fork();
        if (child_ == 0) {
            dup2(to[0], STDIN_FILENO);
            dup2(from[1], STDOUT_FILENO);
            for (const int end : {to[0], to[1], from[0], from[1]}) close(end);
            execl(python().c_str(), python().c_str(), script_.c_str(), static_cast<char*>(nullptr));
            _exit(127);
        }
        close(to[0]);
        close(from[1]);
        to_ = fdopen(to[1], "w");
        from_ = fdopen(from[0], "r");
        if (child_ < 0 || to_ == nullptr || from_ == nullptr) fulcrum::fail("no process for ", script_.string());
    }
    python_process(const python_process&) = delete;
    python_process& operator=(const python_process&) = delete;
    ~python_process() {
        std::fclose(to_); // ends its loop
        std::fclose(from_);
        waitpid(child_, nullptr, 0);
        std::error_code ignored;
        std::filesystem::remove(array_, ignored);
    }

    [[nodiscard]] static std::filesystem::path python() { return FULCRUM_PYTHON; }

    /// Why the script cannot run: no such Python, or it has not the module. Empty when it can.
    [[nodiscard]] static std::string missing(const std::string& script, const std::string& module) {
        if (!std::filesystem::exists(python())) return "no " + python().string() + " (tests/run makes it)";
        if (python_process(script).read() != "ready") return python().string() + " cannot import " + module;
        return {};
    }

    /// The next line of it; empty when it has ended.
    [[nodiscard]] std::string read() {
        char line[64];
        if (std::fgets(line, sizeof line, from_) == nullptr) return {};
        const std::string text = line;
        return text.substr(0, text.find('\n'));
    }
    /// Its answer to a line. Errors: error when it has ended.
    [[nodiscard]] std::string ask(const std::string& line) {
        std::fputs((line + "\n").c_str(), to_);
        std::fflush(to_);
        std::string answer = read();
        if (answer.empty()) fulcrum::fail(script_.string(), " ended at '", line, "'");
        return answer;
    }
    [[nodiscard]] const std::filesystem::path& array() const noexcept { return array_; }

private:
    std::filesystem::path script_;
    std::filesystem::path array_;
    pid_t child_ = -1;
    std::FILE* to_ = nullptr;
    std::FILE* from_ = nullptr;
};
