#include "one_task.hpp"

#include "contest.hpp"

#include <fulcrum/core/error.hpp>
#include <fulcrum/io/npy.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

/// 64-bit FNV-1a over the bytes of words, the least significant byte first.
class fnv1a {
public:
    template <class Word> void add(Word word) noexcept {
        for (std::size_t i = 0; i < sizeof word; ++i) {
            hash_ = (hash_ ^ (word >> (8 * i) & 0xFFU)) * 0x100000001B3U;
        }
    }
    [[nodiscard]] std::uint64_t value() const noexcept { return hash_; }

private:
    std::uint64_t hash_ = 0xCBF29CE484222325U;
};

/// Median of repeated runs after a first one, at least 5 and 0.3 seconds of them, but no more than fit in 3 seconds
/// (a run that takes longer is timed once).
double median_seconds(runner& work) {
    constexpr double enough = 0.3;
    constexpr double limit = 3;
    std::vector<double> times;
    const double first = work.run();
    if (first > limit) return first;
    double total = 0;
    while (total < limit && (total < enough || times.size() < 5)) {
        times.push_back(work.run());
        total += times.back();
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

} // namespace

void run_one_task(const std::filesystem::path& input, const std::string& task, const std::vector<double>& reference) {
    question q{.task = task, .points = fulcrum::read_npy(input), .reference = reference};
    const std::size_t n = q.points.rows;
    const std::size_t m = q.points.cols;
    if (m == 0) fulcrum::fail(input.string(), ": has no column; give one for each objective");
    if (task == "hypervolume" && reference.empty()) {
        fulcrum::fail("hypervolume needs a reference point: add --reference with ", m, " values");
    }
    if (task != "hypervolume" && !reference.empty()) {
        fulcrum::fail("--reference is for hypervolume; leave it out for ", task);
    }
    const std::unique_ptr<runner> work = enter_fulcrum(q);
    const double seconds = median_seconds(*work);
    const answer found = work->found();

    fnv1a hash;
    for (const std::uint32_t number : found.numbers) hash.add(number);
    for (const double value : found.values) hash.add(std::bit_cast<std::uint64_t>(value));
    std::printf(R"({"task": "%s", "n": %zu, "m": %zu, "result": )", task.c_str(), n, m);
    if (task == "hypervolume") {
        std::printf("%.17g", found.values[0]);
    } else if (task == "front") {
        std::printf("%zu", found.numbers.size());
    } else {
        std::printf("%u", found.numbers.empty() ? 0U : 1 + *std::ranges::max_element(found.numbers));
    }
    std::printf(R"(, "milliseconds": %.6g, "hash": "%016llx"})" "\n", 1e3 * seconds,
                static_cast<unsigned long long>(hash.value()));
}
