"""Usage: pareto.py BENCH_PARETO

bench_pareto --input must find the fronts, ranks and hypervolumes that moocore finds, or the definition where moocore
has no answer (no points, one objective).
"""
import json
import subprocess
import sys
import tempfile

import moocore
import numpy as np

bench_pareto = sys.argv[1]
folder = tempfile.TemporaryDirectory()
failed = 0


def fnv1a(array, kind):
    """64-bit FNV-1a over the bytes of the little-endian array."""
    state = 0xCBF29CE484222325
    for byte in np.asarray(array).astype(kind).tobytes():
        state = (state ^ byte) * 0x100000001B3 % 2**64
    return f"{state:016x}"


def ask(points, task, reference=None):
    path = folder.name + "/points.npy"
    np.save(path, points)
    command = [bench_pareto, "--input", path, "--task", task]
    if reference is not None:
        command += ["--reference", ",".join(repr(float(r)) for r in reference)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if list(said) != ["task", "n", "m", "result", "milliseconds", "hash"]:
        raise SystemExit(f"other keys: {said}")
    if (said["task"], said["n"], said["m"]) != (task, *points.shape) or said["milliseconds"] < 0:
        raise SystemExit(f"not what was asked: {said}")
    return said


def check(name, said, result, digest):
    global failed
    if said["result"] != result or said["hash"] != digest:
        print(f"{name}: expected {result} and {digest}, got {said}")
        failed += 1


def check_front(name, points, wanted):
    check(name, ask(points, "front"), len(wanted), fnv1a(wanted, "<u4"))


def check_ranks(name, points, wanted):
    check(name, ask(points, "ranks"), int(max(wanted, default=-1)) + 1, fnv1a(wanted, "<u4"))


def compare(name, points):
    exact = np.asarray(points, dtype=float)
    check_front(f"{name}, front", points, np.flatnonzero(moocore.is_nondominated(exact, keep_weakly=True)))
    check_ranks(f"{name}, ranks", points, moocore.pareto_rank(exact))


random = np.random.default_rng(1)
compare("uniform", random.random((2000, 4)))
compare("two objectives", random.random((5000, 2)))
compare("three objectives, as float32 by column", np.asfortranarray(random.random((3000, 3)), dtype=np.float32))
compare("simplex", random.dirichlet(np.ones(6), 1500))
compare("whole numbers, many equal", random.integers(0, 4, (4000, 5)))
doubled = random.random((1000, 8))
compare("every point twice, in one front", np.concatenate([doubled, doubled]))
compare("one point", np.array([[3.0, -1.0]]))

column = random.integers(0, 50, (500, 1)).astype(float)
check_front("one objective, front", column, np.flatnonzero(column == column.min()))
check_ranks("one objective, ranks", column, np.unique(column, return_inverse=True)[1].ravel())
check_front("no points, front", np.zeros((0, 3)), [])
check_ranks("no points, ranks", np.zeros((0, 3)), [])

for objectives, count in (2, 1000), (3, 1000), (4, 200), (6, 40):
    points = random.random((count, objectives))
    points /= np.linalg.norm(points, axis=1)[:, None]
    reference = np.full(objectives, 0.9)  # some points are beyond it
    said = ask(points, "hypervolume", reference)
    wanted = moocore.hypervolume(points, ref=reference)
    if not np.isclose(said["result"], wanted, rtol=1e-9, atol=0) or said["hash"] != fnv1a(said["result"], "<f8"):
        print(f"hypervolume of {objectives} objectives: expected {wanted}, got {said}")
        failed += 1

for arguments, words in (
    (["--input", folder.name + "/none.npy", "--task", "front"], "no such file"),
    (["--task", "front"], "--input and --task go together"),
    (["--input", folder.name + "/points.npy", "--task", "hypervolume"], "needs a reference point"),
    (["--input", folder.name + "/points.npy", "--task", "hypervolume", "--reference", "1,2"], "has 2 values"),
    (["--input", folder.name + "/points.npy", "--task", "front", "--reference", "1"], "--reference is for hypervolume"),
    (["--input", folder.name + "/points.npy", "--task", "knees"], "knees"),
):
    done = subprocess.run([bench_pareto, *arguments], capture_output=True, text=True)
    if done.returncode != 1 or done.stdout or words not in done.stderr or done.stderr.count("\n") != 1:
        print(f"{arguments}: expected one line with '{words}', got {done}")
        failed += 1
sys.exit(1 if failed else 0)
