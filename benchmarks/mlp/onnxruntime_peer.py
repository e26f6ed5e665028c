"""ONNX Runtime for bench_mlp: one command a line on standard input, one answer a line on standard output.

    net SIZES BATCH SETS FILE    float32 from FILE: for each layer weights and bias, then the features -> ready
    run CALLS FILE               calls on end                                    -> the seconds that they took
    scores FILE                  writes the scores of the first set as float32   -> ready

ReLU inside, sigmoid outputs; one thread; input and output are bound to buffers beforehand, so that a call is a call.
"""
import sys
import time

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper


def session(sizes, values):
    nodes, constants, current, at = [], [], "x", 0
    for layer, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        weights = values[at:at + inputs * outputs].reshape(outputs, inputs)
        bias = values[at + inputs * outputs:at + (inputs + 1) * outputs]
        at += (inputs + 1) * outputs
        last = layer + 2 == len(sizes)
        constants += [numpy_helper.from_array(weights, f"w{layer}"), numpy_helper.from_array(bias, f"b{layer}")]
        result = "y" if last else f"a{layer}"
        nodes.append(helper.make_node("Gemm", [current, f"w{layer}", f"b{layer}"], [f"g{layer}"], transB=1))
        nodes.append(helper.make_node("Sigmoid" if last else "Relu", [f"g{layer}"], [result]))
        current = result
    graph = helper.make_graph(nodes, "net", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", sizes[0]])],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", sizes[-1]])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"]), values[at:]


def main():
    print("ready", flush=True)
    for line in sys.stdin:
        command, *rest = line.split()
        answer = "ready"
        if command == "net":
            sizes, batch, sets = [int(s) for s in rest[0].split(",")], int(rest[1]), int(rest[2])
            net, features = session(sizes, np.fromfile(rest[3], dtype=np.float32))
            features = features.reshape(sets, batch, sizes[0])
            scores = np.zeros((batch, sizes[-1]), dtype=np.float32)
            bindings = []
            for one in features:
                binding = net.io_binding()
                binding.bind_cpu_input("x", one)
                binding.bind_output("y", "cpu", 0, np.float32, scores.shape, scores.ctypes.data)
                bindings.append(binding)
        elif command == "run":
            calls = int(rest[0])
            begin = time.perf_counter()
            for call in range(calls):
                net.run_with_iobinding(bindings[call % sets])
            answer = repr(time.perf_counter() - begin)
        else:
            net.run_with_iobinding(bindings[0])
            scores.tofile(rest[0])
        print(answer, flush=True)


main()
