#pragma once

#include <fulcrum/mlp/parameters.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// What is asked of every contestant: scores of `batch` items by one net, again and again, for one set of features
/// after the other.
struct question {
    fulcrum::mlp_parameters net; ///< ReLU inside, sigmoid outputs
    std::size_t batch = 0;
    std::size_t sets = 0;        ///< of features; several at small batches, so that no branch is learnt by heart
    std::vector<float> features; ///< sets x batch x inputs

    [[nodiscard]] const float* set(std::size_t call) const {
        return features.data() + call % sets * batch * net.inputs();
    }
};

/// A contestant with one question, the weights already in its own form.
class runner {
public:
    virtual ~runner() = default;
    /// Seconds of that many calls on end.
    virtual double seconds(std::size_t calls) = 0;
    /// The scores of the first set, an item after the other.
    [[nodiscard]] virtual std::vector<float> scores() = 0;
};

/// `call` scores a set and returns where the scores are, an item after the other.
template <class Call> class timed_runner final : public runner {
public:
    timed_runner(const question& q, Call call) : question_(q), call_(std::move(call)) {}

    double seconds(std::size_t calls) override {
        using clock = std::chrono::steady_clock;
        const clock::time_point begin = clock::now();
        for (std::size_t i = 0; i < calls; ++i) call_(question_.set(i));
        return std::chrono::duration<double>(clock::now() - begin).count();
    }
    [[nodiscard]] std::vector<float> scores() override {
        const float* const y = call_(question_.set(0));
        return {y, y + question_.batch * question_.net.outputs()};
    }

private:
    const question& question_;
    Call call_;
};

template <class Call> std::unique_ptr<runner> make_runner(const question& q, Call call) {
    return std::make_unique<timed_runner<Call>>(q, std::move(call));
}

/// One that may answer a question: none where it is not there.
struct contestant {
    std::string name;
    std::unique_ptr<runner> (*enter)(const question&);
};

[[nodiscard]] std::unique_ptr<runner> enter_fulcrum(const question& q);

/// Layer by layer: a matrix product of the library, then bias and activation in lanes (layer_by_layer.hpp).
[[nodiscard]] std::unique_ptr<runner> enter_eigen(const question& q);
[[nodiscard]] std::unique_ptr<runner> enter_openblas(const question& q);
[[nodiscard]] std::unique_ptr<runner> enter_mkl(const question& q);
/// Blocks of 64 items through all layers, products by kernels made for the shape.
[[nodiscard]] std::unique_ptr<runner> enter_libxsmm(const question& q);
/// Matrix product or inner product with bias and activation fused, whichever is faster.
[[nodiscard]] std::unique_ptr<runner> enter_onednn(const question& q);
/// A Python process beside this one, one thread, input and output bound to buffers of its own.
[[nodiscard]] std::unique_ptr<runner> enter_onnxruntime(const question& q);

/// Why a library will not take part, and how it would; empty where it will.
inline const std::string pip_install = "build/venv/bin/pip install -r benchmarks/mlp/requirements.txt";
[[nodiscard]] std::string openblas_missing();
[[nodiscard]] std::string mkl_missing();
[[nodiscard]] std::string libxsmm_missing();
[[nodiscard]] std::string onednn_missing();
[[nodiscard]] std::string onnxruntime_missing();
