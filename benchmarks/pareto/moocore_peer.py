"""moocore's C functions for bench_pareto: one command a line on standard input, one answer a line on standard output.

    question TASK FILE.npy [R,R,...]    points and reference      -> ready, or none
    run                                 one call                  -> the seconds that it took
    found FILE.npy                      writes the last result    -> ready

The functions are called as moocore's own Python calls them, and only the call is timed, not its checks and copies.
"""
import sys
import time

import numpy as np
from moocore._libmoocore import ffi, lib


def of(kind, array):
    return ffi.from_buffer(f"{kind} []", array)


def prepare(task, points, reference):
    """The call, and the array in which its result will stand."""
    values = of("double", points)
    size = ffi.cast("size_t", points.shape[0]), ffi.cast("uint_fast8_t", points.shape[1])
    if task == "front":
        kept, maximised = np.zeros(len(points), dtype=np.uint8), np.zeros(points.shape[1], dtype=np.uint8)
        arguments = of("uint8_t", kept), values, *size, ffi.cast("bool", True), of("uint8_t", maximised)
        return lambda: lib.is_nondominated(*arguments), lambda: np.flatnonzero(kept)
    if task == "ranks":
        ranks = np.zeros(len(points), dtype=np.intc)
        arguments = of("int", ranks), values, *size
        return lambda: lib.pareto_rank(*arguments), lambda: ranks
    if task == "hypervolume":
        volume = np.zeros(1)
        arguments = values, *size, of("double", reference)

        def call():
            volume[0] = lib.fpli_hv(*arguments)

        return call, lambda: volume
    if task == "contributions":
        shares = np.zeros(len(points))
        arguments = of("double", shares), values, *size, of("double", reference), ffi.cast("bool", False)
        return lambda: lib.hv_contributions(*arguments), lambda: shares
    return None, None


def main():
    call = result = None
    print("ready", flush=True)
    for line in sys.stdin:
        command, *rest = line.split()
        answer = "ready"
        if command == "question":
            points = np.ascontiguousarray(np.load(rest[1]), dtype=float)
            reference = np.array([float(r) for r in rest[2].split(",")]) if len(rest) > 2 else None
            call, result = prepare(rest[0], points, reference)
            answer = "ready" if call else "none"
        elif command == "run":
            begin = time.perf_counter()
            call()
            answer = repr(time.perf_counter() - begin)
        else:
            np.save(rest[0], result().astype(float).reshape(-1, 1))
        print(answer, flush=True)


main()
