#include "contest.hpp"

#include <fulcrum/mlp/mlp.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace {

/// Its scores are a column for each output; they are put in rows where they are compared, not where they are timed.
template <class Net> class fulcrum_runner final : public runner {
public:
    explicit fulcrum_runner(const question& q) : question_(q), net_(q.net), out_(q.batch * q.net.outputs()) {}

    double seconds(std::size_t calls) override {
        using clock = std::chrono::steady_clock;
        const clock::time_point begin = clock::now();
        for (std::size_t i = 0; i < calls; ++i) call(i);
        return std::chrono::duration<double>(clock::now() - begin).count();
    }
    [[nodiscard]] std::vector<float> scores() override {
        call(0);
        std::vector<float> rows;
        for (std::size_t i = 0; i < question_.batch; ++i)
            for (std::size_t o = 0; o < net_.outputs(); ++o) rows.push_back(out_[o * question_.batch + i]);
        return rows;
    }

private:
    void call(std::size_t i) {
        net_(fulcrum::matrix_view<const float>(question_.set(i), question_.batch, net_.inputs()),
             fulcrum::columns_view<float>(out_.data(), question_.batch, net_.outputs()), ws_);
    }

    const question& question_;
    Net net_;
    std::vector<float> out_;
    fulcrum::workspace ws_;
};

} // namespace

std::unique_ptr<runner> enter_fulcrum(const question& q) {
    return std::make_unique<fulcrum_runner<fulcrum::dynamic_mlp<float>>>(q);
}
