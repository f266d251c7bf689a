"""custom, as it was: one addition per word."""

import workload


def join(words):
    text = ""
    for index, word in enumerate(words):
        if index > 0:
            text = text + ", "
        text = text + word
    return text


workload.run(join, "words joined one by one")
