// Is any library faster at scoring items with an MLP, and how far is the machine's limit? Fulcrum beside OpenBLAS, MKL,
// Eigen, libxsmm, oneDNN and ONNX Runtime, one thread, nets of four sizes and batches of 1 to 8192 items:
//
//     bench_mlp [--shape 64,128,128,4] [--batch 100] [--type f32] [--json]
#include "contest.hpp"
#include "limits.hpp"
#include "median.hpp"

#include <CLI/CLI.hpp>
#include <fulcrum/core/error.hpp>
#include <fulcrum/core/random.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <sched.h>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace {

const std::array<contestant, 6> peers{{{"openblas", enter_openblas},
                                       {"mkl", enter_mkl},
                                       {"eigen", enter_eigen},
                                       {"libxsmm", enter_libxsmm},
                                       {"onednn", enter_onednn},
                                       {"onnxruntime", enter_onnxruntime}}};

using shape = std::vector<std::size_t>;

const std::array<std::pair<const char*, shape>, 4> usual_shapes{
    {{"S", {32, 64, 32, 1}}, {"M", {64, 128, 128, 4}}, {"L", {128, 512, 256, 4}}, {"XL", {512, 1024, 512, 256, 8}}}};
constexpr std::array<std::size_t, 5> usual_batches{1, 16, 128, 1024, 8192};
constexpr int most_size = 1'000'000;
constexpr std::size_t most_floats = 1U << 27U; // every contestant has its own half a gigabyte

std::vector<float> normals(fulcrum::random_stream& random, std::size_t n, double deviation) {
    std::vector<float> out(n);
    for (float& x : out) x = static_cast<float>(deviation * random.normal());
    return out;
}

question ask(const shape& sizes, std::size_t batch) {
    fulcrum::random_stream random(1);
    question q;
    for (std::size_t l = 0; l + 1 < sizes.size(); ++l) {
        const double deviation = std::sqrt(2.0 / static_cast<double>(sizes[l]));
        q.net.layers.push_back({sizes[l], sizes[l + 1], normals(random, sizes[l] * sizes[l + 1], deviation),
                                normals(random, sizes[l + 1], 0.1),
                                l + 2 < sizes.size() ? fulcrum::activation::relu : fulcrum::activation::sigmoid});
    }
    q.batch = batch;
    q.sets = batch < 64 ? 64 / batch : 1;
    q.features = normals(random, q.sets * batch * sizes[0], 1);
    return q;
}

/// The scores of at most 64 items of the first set in double, beside those given: the largest difference.
double error_of(const question& q, const std::vector<float>& scores) {
    double worst = 0;
    for (std::size_t i = 0; i < q.batch; i += 1 + q.batch / 64) {
        const float* const features = q.features.data() + i * q.net.inputs();
        std::vector<double> x(features, features + q.net.inputs());
        for (const fulcrum::mlp_layer& layer : q.net.layers) {
            std::vector<double> y(layer.bias.begin(), layer.bias.end());
            for (std::size_t o = 0; o < layer.outputs; ++o) {
                for (std::size_t k = 0; k < layer.inputs; ++k)
                    y[o] += static_cast<double>(layer.weights[o * layer.inputs + k]) * x[k];
                y[o] = fulcrum::activate(layer.act, y[o]);
            }
            x = std::move(y);
        }
        for (std::size_t o = 0; o < x.size(); ++o) {
            const double error = std::abs(x[o] - static_cast<double>(scores[i * x.size() + o]));
            if (!(error <= worst)) worst = error; // NaN too
        }
    }
    return worst;
}

/// One of those in the ring, with seconds a call, a round each.
struct entrant {
    std::string name;
    std::unique_ptr<runner> work;
    std::size_t calls = 1;
    std::vector<double> times;
};

struct outcome {
    std::vector<entrant> ring; ///< Fulcrum first
    double error = 0;
    double flops_per_second = 0; ///< of the machine
    double seconds_to_read = 0;  ///< the weights
};

/// The contestants in turn, each for a few milliseconds, for about a second; a peer whose scores are wrong is refused.
outcome compare(const question& q) {
    constexpr double slot = 4e-3;
    constexpr double budget = 1;
    std::size_t weights = 0;
    for (const fulcrum::mlp_layer& layer : q.net.layers) weights += layer.weights.size();
    const machine_limits machine(weights);
    outcome out;
    double round_seconds = 0;
    const auto admit = [&](const std::string& name, std::unique_ptr<runner> work) {
        const double error = error_of(q, work->scores());
        if (!(error < 1e-4)) fulcrum::fail("bench_mlp: scores of ", name, " are off by ", error);
        if (out.ring.empty()) out.error = error;
        const double first = work->seconds(q.sets) / static_cast<double>(q.sets);
        const auto calls = static_cast<std::size_t>((std::max)(1.0, slot / first));
        round_seconds += first * static_cast<double>(calls);
        out.ring.push_back({name, std::move(work), calls, {}});
    };
    admit("fulcrum", enter_fulcrum(q));
    for (const contestant& peer : peers)
        if (std::unique_ptr<runner> work = peer.enter(q)) admit(peer.name, std::move(work));
    const auto rounds = static_cast<std::size_t>((std::clamp)(budget / round_seconds, 3.0, 51.0));
    std::vector<double> peaks;
    std::vector<double> reads;
    for (std::size_t round = 0; round < rounds; ++round) {
        peaks.push_back(machine.flops_per_second());
        reads.push_back(machine.seconds_to_read());
        for (std::size_t i = 0; i < out.ring.size(); ++i) {
            entrant& e = out.ring[(i + round) % out.ring.size()];
            e.work->seconds(1);
            e.times.push_back(e.work->seconds(e.calls) / static_cast<double>(e.calls));
        }
    }
    out.flops_per_second = median(peaks);
    out.seconds_to_read = median(reads);
    return out;
}

void report(const std::string& name, const shape& sizes, std::size_t batch, double onnxruntime_call, bool json) {
    const question q = ask(sizes, batch);
    const outcome found = compare(q);
    double flops = 0;
    for (const fulcrum::mlp_layer& layer : q.net.layers) flops += 2 * static_cast<double>(layer.weights.size());
    const double items = static_cast<double>(batch);
    const double seconds = median(found.ring[0].times);
    const double rate = flops * items / seconds;
    double best = 0;
    for (const entrant& e : found.ring)
        if (&e != found.ring.data() && (best == 0 || median(e.times) < best)) best = median(e.times);
    if (!json) {
        std::printf("%-4s %5zu %10.1f %7.1f %5.2f %5.2f %8.1e %6.2f", name.c_str(), batch, 1e9 * seconds / items,
                    1e-9 * rate, rate / found.flops_per_second, found.seconds_to_read / seconds, found.error,
                    best / seconds);
        for (const contestant& peer : peers) {
            const auto e = std::find_if(found.ring.begin(), found.ring.end(),
                                        [&](const entrant& one) { return one.name == peer.name; });
            if (e == found.ring.end()) {
                std::printf(" %12s", "-");
            } else {
                std::printf(" %12.1f", 1e9 * median(e->times) / items);
            }
        }
        std::puts("");
        std::fflush(stdout);
        return;
    }
    std::string list;
    for (const std::size_t size : sizes) list += (list.empty() ? "" : ",") + std::to_string(size);
    std::printf(R"({"shape":[%s],"batch":%zu,"type":"f32","ns_per_item":%.6g,"gflops":%.5g,"fraction_of_peak":%.4g,)"
                R"("peak_gflops":%.5g,"fraction_of_weight_bandwidth":%.4g,"max_error":%.3g,"ratio_to_best_peer":%.4g,)"
                R"("peers":{)",
                list.c_str(), batch, 1e9 * seconds / items, 1e-9 * rate, rate / found.flops_per_second,
                1e-9 * found.flops_per_second, found.seconds_to_read / seconds, found.error, best / seconds);
    for (const entrant& e : found.ring) {
        if (&e == found.ring.data()) continue;
        std::printf(R"(%s"%s":%.6g)", &e == found.ring.data() + 1 ? "" : ",", e.name.c_str(),
                    1e9 * median(e.times) / items);
    }
    std::printf("}");
    if (onnxruntime_call > 0) std::printf(R"(,"onnxruntime_call_ns":%.5g)", 1e9 * onnxruntime_call);
    std::puts("}");
    std::fflush(stdout);
}

/// Seconds that a call of ONNX Runtime takes whatever the net: one of a single weight. 0 where it is not there.
double time_onnxruntime_call() {
    const question q = ask({1, 1}, 1);
    const std::unique_ptr<runner> call = enter_onnxruntime(q);
    if (call == nullptr) return 0;
    std::vector<double> times;
    for (int round = 0; round < 21; ++round) times.push_back(call->seconds(200) / 200);
    return median(times);
}

/// Throws what is wrong with the options taken together.
void check(const shape& sizes, std::size_t batch) {
    if (sizes.size() == 1) throw CLI::ValidationError("--shape", "needs inputs and outputs at least");
    std::size_t floats = batch * (sizes.empty() ? 0 : sizes[0]);
    for (std::size_t l = 1; l < sizes.size(); ++l) floats += sizes[l] * (sizes[l - 1] + batch);
    if (floats > most_floats)
        throw CLI::ValidationError("--shape", "with this batch has " + std::to_string(floats) +
                                                  " weights and activations, of which at most " +
                                                  std::to_string(most_floats) + " are compared");
}

/// One thread for all, also for libraries that would start more. OpenMP reads the environment before main begins, so
/// this program starts anew.
void use_one_thread(char** argv) {
    if (std::getenv("OMP_NUM_THREADS") == nullptr) {
        setenv("OMP_NUM_THREADS", "1", 1);
        execv("/proc/self/exe", argv);
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<std::size_t>((std::max)(0, sched_getcpu())), &one);
    sched_setaffinity(0, sizeof one, &one);
}

} // namespace

int main(int argc, char** argv) {
    shape sizes;
    std::size_t batch = 0;
    std::string type = "f32";
    bool json = false;
    CLI::App app{"MLP scoring against other libraries and the machine's limit, one thread."};
    app.add_option("--shape", sizes, "sizes of a net, inputs first: 64,128,128,4; else S, M, L, XL")
        ->delimiter(',')
        ->check(CLI::Range(1, most_size));
    app.add_option("--batch", batch, "items a call; else 1, 16, 128, 1024, 8192")
        ->check(CLI::Range(1, most_size));
    app.add_option("--type", type, "of the arithmetic")->check(CLI::IsMember({"f32"}));
    app.add_flag("--json", json, "one JSON object a line");
    try {
        app.parse(argc, argv);
        check(sizes, batch > 0 ? batch : usual_batches.back());
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& e) {
        std::fprintf(stderr, "bench_mlp: %s\n", e.what());
        return 1;
    }
    try {
        use_one_thread(argv);
        for (const auto& [name, reason] :
             {std::pair{"OpenBLAS", openblas_missing()}, std::pair{"MKL", mkl_missing()},
              std::pair{"libxsmm", libxsmm_missing()}, std::pair{"oneDNN", onednn_missing()},
              std::pair{"ONNX Runtime", onnxruntime_missing()}})
            if (!reason.empty()) std::fprintf(stderr, "bench_mlp: without %s: %s\n", name, reason.c_str());
        const double onnxruntime_call = time_onnxruntime_call();
        if (!json) {
            std::puts("ns per item; peak: share of an FMA loop's rate; read: time to read the weights over time of a "
                      "call;\nratio: best peer over Fulcrum\n");
            std::printf("net  batch    Fulcrum  GFLOP/s peak  read    error  ratio");
            for (const contestant& peer : peers) std::printf(" %12s", peer.name.c_str());
            std::puts("");
        }
        std::vector<std::pair<std::string, shape>> shapes(usual_shapes.begin(), usual_shapes.end());
        if (!sizes.empty()) shapes = {{"own", sizes}};
        std::vector<std::size_t> batches(usual_batches.begin(), usual_batches.end());
        if (batch > 0) batches = {batch};
        for (const auto& [name, one] : shapes)
            for (const std::size_t items : batches) report(name, one, items, onnxruntime_call, json);
        if (!json && onnxruntime_call > 0)
            std::printf("\na call of ONNX Runtime alone: %.0f ns\n", 1e9 * onnxruntime_call);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "bench_mlp: %s\n", e.what());
        return 1;
    }
    return 0;
}
