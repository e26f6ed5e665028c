#include "contest.hpp"
#include "python_process.hpp"

#include <fulcrum/core/error.hpp>
#include <fulcrum/io/npy.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

const std::string script = "pareto/moocore_peer.py";

class moocore_runner final : public runner {
public:
    explicit moocore_runner(const question& q) : task_(q.task), process_(script) {
        if (process_.read() != "ready") fulcrum::fail("the moocore process did not start");
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
    python_process process_;
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

std::string moocore_missing() { return python_process::missing(script, "moocore"); }
