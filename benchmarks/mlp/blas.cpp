// OpenBLAS and MKL, both loaded by name when they are asked for: their symbols are the same.
#include "layer_by_layer.hpp"

#include <dlfcn.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

// Constants of CBLAS.
constexpr int row_major = 101;
constexpr int no_transpose = 111;
constexpr int transpose = 112;

struct blas {
    using gemm = void (*)(int, int, int, int, int, int, float, const float*, int, const float*, int, float, float*,
                          int);
    using gemv = void (*)(int, int, int, int, float, const float*, int, const float*, int, float, float*, int);

    explicit blas(const char* file) {
        if (*file == 0) return;
        setenv("OPENBLAS_NUM_THREADS", "1", 1);
        setenv("MKL_THREADING_LAYER", "SEQUENTIAL", 1);
        void* const library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
        if (library == nullptr) return;
        matrix = reinterpret_cast<gemm>(dlsym(library, "cblas_sgemm"));
        vector = reinterpret_cast<gemv>(dlsym(library, "cblas_sgemv"));
    }
    [[nodiscard]] bool found() const { return matrix != nullptr && vector != nullptr; }

    gemm matrix = nullptr;
    gemv vector = nullptr;
};

const blas& openblas() {
    static const blas library(FULCRUM_OPENBLAS);
    return library;
}
const blas& mkl() {
    static const blas library(FULCRUM_MKL);
    return library;
}

std::unique_ptr<runner> enter(const blas& library, const question& q) {
    if (!library.found()) return nullptr;
    return by_layers(q, [library](std::size_t, const dense_layer& layer, std::size_t rows, const float* x, float* y) {
        const int inputs = static_cast<int>(layer.inputs);
        const int outputs = static_cast<int>(layer.outputs);
        if (rows == 1) {
            library.vector(row_major, transpose, inputs, outputs, 1.0F, layer.transposed.data(), outputs, x, 1, 0.0F, y,
                           1);
        } else {
            library.matrix(row_major, no_transpose, no_transpose, static_cast<int>(rows), outputs, inputs, 1.0F, x,
                           inputs, layer.transposed.data(), outputs, 0.0F, y, outputs);
        }
    });
}

} // namespace

std::unique_ptr<runner> enter_openblas(const question& q) { return enter(openblas(), q); }
std::unique_ptr<runner> enter_mkl(const question& q) { return enter(mkl(), q); }

std::string openblas_missing() {
    return openblas().found() ? "" : "not there: apt install libopenblas-dev, and configure anew";
}
std::string mkl_missing() {
    return mkl().found() ? "" : "not there: " + pip_install + ", and configure anew";
}
