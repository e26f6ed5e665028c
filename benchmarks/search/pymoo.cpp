#include "contest.hpp"
#include "python_process.hpp"

#include <fulcrum/core/error.hpp>
#include <fulcrum/io/npy.hpp>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

const std::string script = "search/pymoo_peer.py";

class pymoo_contestant final : public contestant {
public:
    pymoo_contestant() : process_(script) {
        if (process_.read() != "ready") fulcrum::fail("the pymoo process did not start");
    }
    [[nodiscard]] std::string name() const override { return "pymoo"; }
    [[nodiscard]] bool takes(const task& /*what*/) const override { return true; }
    [[nodiscard]] bool slow(const task& what) const override {
        return what.population > 100 || what.algorithm == "moead"; // which makes its children one at a time
    }
    [[nodiscard]] outcome run(const task& what, std::uint64_t seed) override {
        const std::string line = "run " + what.algorithm + " " + what.problem + " " + std::to_string(what.objectives) +
                                 " " + std::to_string(what.population) + " " + std::to_string(what.generations) + " " +
                                 std::to_string(seed) + " " + process_.array().string();
        const double seconds = std::strtod(process_.ask(line).c_str(), nullptr);
        return {seconds, fulcrum::read_npy(process_.array())};
    }

private:
    python_process process_;
};

} // namespace

std::unique_ptr<contestant> make_pymoo(std::string& why) {
    const std::string missing = python_process::missing(script, "pymoo");
    if (missing.empty()) return std::make_unique<pymoo_contestant>();
    why = "pymoo: " + missing;
    return nullptr;
}
