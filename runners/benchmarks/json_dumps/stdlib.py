"""json_dumps with the standard library: json.dumps(object) as everybody calls it.

json.dumps is looked up when it is called, so that a replacement put there by patch/sitecustomize.py is what runs.
"""

import json

import workload

workload.run(lambda item: json.dumps(item), "json.dumps of the standard library")
