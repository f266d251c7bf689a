"""mdp with numbered states: value iteration on lists, without hashing a tuple.

Starts from the game of integer.py. States get numbers in the order in which a sweep visits them; what follows a
state is kept as a list of numbers and a list of probabilities.
"""

from operator import itemgetter, mul

import game
import workload


def number_states(rules):
    """Return per state, in sweep order: None, or (getter of the successors' values, probabilities or None)."""
    chances = {}

    def successors(state):
        if state[0] == 4:
            return ()
        if state[0] == 0:
            return game.choices(state)
        chances[state] = rules.chances(state)
        return [after for _, after in chances[state]]

    order = game.dependencies_first(game.START, successors)
    number = {state: index for index, state in enumerate(order)}
    nodes = []
    for state in order:
        if state[0] == 4:
            nodes.append(None)
        elif state[0] == 0:
            nodes.append((getter([number[after] for after in game.choices(state)]), None))
        else:
            nodes.append((getter([number[after] for _, after in chances[state]]),
                          [chance for chance, _ in chances[state]]))
    return nodes, number


def getter(numbers):
    """itemgetter of one number would return a value, not a tuple."""
    if len(numbers) == 1:
        only = numbers[0]
        return lambda values: (values[only],)
    return itemgetter(*numbers)


def sweep(nodes, active, low, high):
    """One round over the states that are not settled; returns those that still are not."""
    left = []
    for index in active:
        pick, chances = nodes[index]
        if chances is None:
            lower, upper = max(pick(low)), max(pick(high))
        else:
            lower, upper = sum(map(mul, pick(low), chances)), sum(map(mul, pick(high), chances))
        if lower >= upper:
            lower = upper = (lower + upper) / 2
        else:
            left.append(index)
        low[index] = lower
        high[index] = upper
    return left


def evaluate(tolerance):
    nodes, number = number_states(game.Rules())
    low, high = [0.0] * len(nodes), [1.0] * len(nodes)
    if game.WIN in number:
        low[number[game.WIN]] = 1.0
    if game.LOSS in number:
        high[number[game.LOSS]] = 0.0
    start = number[game.START]
    active = [index for index, node in enumerate(nodes) if node is not None]
    n_states = len(active)
    while high[start] - low[start] > tolerance:
        active = sweep(nodes, active, low, high)
    return (high[start] + low[start]) / 2, n_states


workload.run(evaluate, "mdp with numbered states")
