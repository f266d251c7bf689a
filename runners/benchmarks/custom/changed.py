"""custom, after the change: str.join."""

import workload

workload.run(", ".join, "words joined at once")
