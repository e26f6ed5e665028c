#include "contest.hpp"

#include <memory>
#include <string>

#ifdef FULCRUM_ONEDNN

#include <dnnl.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

using dnnl::memory;

const dnnl::engine& engine() {
    static const dnnl::engine cpu(dnnl::engine::kind::cpu, 0);
    return cpu;
}

dnnl::primitive_attr fused(fulcrum::activation act) {
    const dnnl::algorithm kind = act == fulcrum::activation::relu ? dnnl::algorithm::eltwise_relu
                                                                  : dnnl::algorithm::eltwise_logistic;
    dnnl::post_ops after;
#if DNNL_VERSION_MAJOR >= 3
    after.append_eltwise(kind, 0, 0);
#else
    after.append_eltwise(1, kind, 0, 0);
#endif
    dnnl::primitive_attr attr;
    attr.set_post_ops(after);
    return attr;
}

/// A primitive with its arguments, ready to be executed.
struct step {
    dnnl::primitive primitive;
    std::unordered_map<int, memory> arguments;
};

/// All layers by one kind of primitive; weights, and between layers activations, in the formats that it asks for.
class steps {
public:
    template <class Describe> steps(const question& q, Describe describe) {
        using tag = memory::format_tag;
        const auto n = static_cast<memory::dim>(q.batch);
        std::vector<memory> activations;
        for (const fulcrum::mlp_layer& layer : q.net.layers) {
            const bool first = &layer == q.net.layers.data();
            const bool last = &layer == &q.net.layers.back();
            const auto in = static_cast<memory::dim>(layer.inputs);
            const auto out = static_cast<memory::dim>(layer.outputs);
            const memory::desc x = first ? memory::desc({n, in}, memory::data_type::f32, tag::ab)
                                         : activations.back().get_desc();
            const memory::desc y({n, out}, memory::data_type::f32, last ? tag::ab : tag::any);
            describe(x, y, layer, fused(layer.act), [&](const auto& chosen, const memory::desc& given,
                                                        const memory::desc& bias_desc) {
                memory plain(given, engine());
                std::memcpy(plain.get_data_handle(), layer.weights.data(), layer.weights.size() * sizeof(float));
                memory weights(chosen.weights_desc(), engine());
                dnnl::reorder(plain, weights).execute(stream_, plain, weights);
                memory bias(bias_desc, engine());
                std::memcpy(bias.get_data_handle(), layer.bias.data(), layer.bias.size() * sizeof(float));
                if (first) activations.emplace_back(x, engine());
                const memory from = activations.back();
                activations.emplace_back(chosen.dst_desc(), engine());
                list_.push_back({make(chosen), {{DNNL_ARG_SRC, from}, {DNNL_ARG_WEIGHTS, weights},
                                                {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, activations.back()}}});
            });
        }
        stream_.wait();
        input_ = activations.front();
        output_ = activations.back();
    }

    const float* operator()(const float* features) {
        input_.set_data_handle(const_cast<float*>(features)); // it is only read
        for (step& s : list_) s.primitive.execute(stream_, s.arguments);
        stream_.wait();
        return static_cast<const float*>(output_.get_data_handle());
    }

private:
    static dnnl::primitive make(const dnnl::matmul::primitive_desc& d) { return dnnl::matmul(d); }
    static dnnl::primitive make(const dnnl::inner_product_forward::primitive_desc& d) {
        return dnnl::inner_product_forward(d);
    }

    dnnl::stream stream_{engine()};
    std::vector<step> list_;
    memory input_;
    memory output_;
};

steps by_matmul(const question& q) {
    return {q, [](const memory::desc& x, const memory::desc& y, const fulcrum::mlp_layer& layer,
                  const dnnl::primitive_attr& attr, const auto& add) {
                using tag = memory::format_tag;
                const auto in = static_cast<memory::dim>(layer.inputs);
                const auto out = static_cast<memory::dim>(layer.outputs);
                const memory::desc weights({in, out}, memory::data_type::f32, tag::any);
                const memory::desc bias({1, out}, memory::data_type::f32, tag::ab);
#if DNNL_VERSION_MAJOR >= 3
                const dnnl::matmul::primitive_desc chosen(engine(), x, weights, bias, y, attr);
#else
                const dnnl::matmul::primitive_desc chosen({x, weights, bias, y}, attr, engine());
#endif
                add(chosen, memory::desc({in, out}, memory::data_type::f32, tag::ba), bias);
            }};
}

steps by_inner_product(const question& q) {
    return {q, [](const memory::desc& x, const memory::desc& y, const fulcrum::mlp_layer& layer,
                  const dnnl::primitive_attr& attr, const auto& add) {
                using tag = memory::format_tag;
                using product = dnnl::inner_product_forward;
                const auto in = static_cast<memory::dim>(layer.inputs);
                const auto out = static_cast<memory::dim>(layer.outputs);
                const memory::desc weights({out, in}, memory::data_type::f32, tag::any);
                const memory::desc bias({out}, memory::data_type::f32, tag::a);
#if DNNL_VERSION_MAJOR >= 3
                const product::primitive_desc chosen(engine(), dnnl::prop_kind::forward_inference, x, weights, bias, y,
                                                     attr);
#else
                const product::primitive_desc chosen({dnnl::prop_kind::forward_inference, x, weights, bias, y}, attr,
                                                     engine());
#endif
                add(chosen, memory::desc({out, in}, memory::data_type::f32, tag::ab), bias);
            }};
}

} // namespace

std::unique_ptr<runner> enter_onednn(const question& q) {
    static const bool missing = !onednn_missing().empty();
    if (missing) return nullptr;
    auto matmul = make_runner(q, by_matmul(q));
    auto inner = make_runner(q, by_inner_product(q));
    double of_matmul = 1e9, of_inner = 1e9;
    for (int i = 0; i < 5; ++i) {
        of_matmul = (std::min)(of_matmul, matmul->seconds(1 + 200 / q.batch));
        of_inner = (std::min)(of_inner, inner->seconds(1 + 200 / q.batch));
    }
    return of_matmul < of_inner ? std::move(matmul) : std::move(inner);
}
std::string onednn_missing() {
#if DNNL_CPU_RUNTIME == DNNL_RUNTIME_SYCL
    setenv("OCL_ICD_FILENAMES", FULCRUM_OPENCL, 0); // its CPU is a device of OpenCL, whose driver comes with it
#endif
    try {
        engine();
    } catch (const dnnl::error& e) {
        return std::string("it finds no CPU (") + e.what() + "): " + pip_install;
    }
    return {};
}

#else

std::unique_ptr<runner> enter_onednn(const question&) { return nullptr; }
std::string onednn_missing() {
    return "not there: " + pip_install + " (or apt install libdnnl-dev), and configure anew";
}

#endif
