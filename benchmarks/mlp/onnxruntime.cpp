#include "contest.hpp"
#include "python_process.hpp"

#include <fulcrum/core/error.hpp>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace {

const std::string script = "mlp/onnxruntime_peer.py";

void write_floats(std::ofstream& file, const std::vector<float>& values) {
    file.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(float)));
}

class onnxruntime_runner final : public runner {
public:
    explicit onnxruntime_runner(const question& q) : process_(script), values_(q.batch * q.net.outputs()) {
        if (process_.read() != "ready") fulcrum::fail("the onnxruntime process did not start");
        std::ofstream file(process_.array(), std::ios::binary);
        std::string sizes = std::to_string(q.net.inputs());
        for (const fulcrum::mlp_layer& layer : q.net.layers) {
            sizes += "," + std::to_string(layer.outputs);
            write_floats(file, layer.weights);
            write_floats(file, layer.bias);
        }
        write_floats(file, q.features);
        file.close();
        ask("net " + sizes + " " + std::to_string(q.batch) + " " + std::to_string(q.sets));
    }

    double seconds(std::size_t calls) override {
        return std::strtod(ask("run " + std::to_string(calls)).c_str(), nullptr);
    }
    [[nodiscard]] std::vector<float> scores() override {
        ask("scores");
        std::vector<float> out(values_);
        std::ifstream(process_.array(), std::ios::binary)
            .read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(values_ * sizeof(float)));
        return out;
    }

private:
    std::string ask(const std::string& line) { return process_.ask(line + " " + process_.array().string()); }

    python_process process_;
    std::size_t values_;
};

} // namespace

std::unique_ptr<runner> enter_onnxruntime(const question& q) {
    static const bool missing = !onnxruntime_missing().empty();
    if (missing) return nullptr;
    return std::make_unique<onnxruntime_runner>(q);
}

std::string onnxruntime_missing() {
    const std::string reason = python_process::missing(script, "onnx and onnxruntime");
    return reason.empty() ? "" : reason + ": " + pip_install;
}
