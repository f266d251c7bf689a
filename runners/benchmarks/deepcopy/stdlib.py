"""deepcopy with copy.deepcopy of the standard library."""

import copy

import workload

workload.run(copy.deepcopy, "copy.deepcopy of the standard library")
