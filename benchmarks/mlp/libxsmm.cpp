#include "layer_by_layer.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#ifdef FULCRUM_LIBXSMM

#include <libxsmm.h>

#include <vector>

std::unique_ptr<runner> enter_libxsmm(const question& q) {
    constexpr std::size_t block = 64;
    // In its column-major words: outputs x rows = (outputs x inputs) * (inputs x rows).
    const auto kernels = [&q](std::size_t rows) {
        std::vector<libxsmm_smmfunction> out;
        const float zero = 0;
        for (const fulcrum::mlp_layer& layer : q.net.layers)
            out.push_back(libxsmm_smmdispatch(static_cast<int>(layer.outputs), static_cast<int>(rows),
                                              static_cast<int>(layer.inputs), nullptr, nullptr, nullptr, nullptr, &zero,
                                              nullptr, nullptr));
        return out;
    };
    const std::size_t full = (std::min)(block, q.batch);
    const std::vector<libxsmm_smmfunction> whole = kernels(full);
    const std::vector<libxsmm_smmfunction> rest = q.batch % full == 0 ? whole : kernels(q.batch % full);
    for (const std::vector<libxsmm_smmfunction>& list : {whole, rest})
        for (const libxsmm_smmfunction kernel : list)
            if (kernel == nullptr) return nullptr;
    return by_layers(
        q,
        [=](std::size_t l, const dense_layer& layer, std::size_t rows, const float* x, float* y) {
            (rows == full ? whole : rest)[l](layer.transposed.data(), x, y);
        },
        full);
}
std::string libxsmm_missing() { return {}; }

#else

std::unique_ptr<runner> enter_libxsmm(const question&) { return nullptr; }
std::string libxsmm_missing() { return "not there: apt install libxsmm-dev, and configure anew"; }

#endif
