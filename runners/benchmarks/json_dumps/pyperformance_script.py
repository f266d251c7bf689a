"""pyperformance's own json_dumps, unchanged, from wherever the private environment keeps it.

pyperf starts its workers from sys.argv[0], which runpy sets to pyperformance's file: this one is not measured.
"""

import os
import runpy

import pyperformance

runpy.run_path(
    os.path.join(os.path.dirname(pyperformance.__file__), "data-files", "benchmarks", "bm_json_dumps",
                 "run_benchmark.py"),
    run_name="__main__")
