"""json_dumps with orjson, called directly.

orjson.dumps returns bytes; json.dumps returns str. The text is decoded here, inside what is timed: a caller who
needs str pays for it.
"""

import orjson

import workload

workload.run(lambda item: orjson.dumps(item).decode(), "orjson.dumps, decoded to str")
