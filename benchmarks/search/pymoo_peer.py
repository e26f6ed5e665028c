"""pymoo for bench_search: one command a line on standard input, one answer a line on standard output.

    run ALGORITHM PROBLEM OBJECTIVES POPULATION GENERATIONS SEED FILE.npy    one search -> the seconds that it took

The objectives of the last population go to the file. Crossover and mutation are what bench_search asks of everybody;
all else is as pymoo has it by default.
"""
import sys
import time
from math import comb

import numpy as np
from pymoo.algorithms.moo.moead import MOEAD
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.algorithms.moo.nsga3 import NSGA3
from pymoo.algorithms.moo.sms import SMSEMOA
from pymoo.decomposition.pbi import PBI
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.mutation.pm import PM
from pymoo.optimize import minimize
from pymoo.problems import get_problem
from pymoo.util.ref_dirs import get_reference_directions


def problem_of(name, objectives):
    return get_problem("zdt1") if name == "zdt1" else get_problem(name, n_var=objectives + 9, n_obj=objectives)


def directions_of(objectives, population):
    """The largest lattice with no more points than individuals."""
    partitions = 1
    while comb(partitions + objectives, objectives - 1) <= population:
        partitions += 1
    return get_reference_directions("das-dennis", objectives, n_partitions=partitions)


def algorithm_of(name, objectives, population):
    operators = {"crossover": SBX(eta=15, prob=0.9), "mutation": PM(eta=20, prob=1.0)}
    if name == "nsga2":
        return NSGA2(pop_size=population, **operators)
    if name == "nsga3":
        return NSGA3(directions_of(objectives, population), pop_size=population, **operators)
    if name == "moead":
        return MOEAD(directions_of(objectives, population), decomposition=PBI(theta=5), **operators)
    assert name == "sms_emoa"
    return SMSEMOA(pop_size=population, **operators)


def main():
    print("ready", flush=True)
    for line in sys.stdin:
        _, algorithm, problem, objectives, population, generations, seed, file = line.split()
        where = problem_of(problem, int(objectives))
        how = algorithm_of(algorithm, int(objectives), int(population))
        begin = time.perf_counter()
        result = minimize(where, how, ("n_gen", int(generations)), seed=int(seed))
        seconds = time.perf_counter() - begin
        assert result.algorithm.evaluator.n_eval == int(population) * int(generations)
        np.save(file, np.ascontiguousarray(result.pop.get("F"), dtype=float))
        print(repr(seconds), flush=True)


main()
