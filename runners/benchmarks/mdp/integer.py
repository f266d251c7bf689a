"""mdp with whole-number weights instead of fractions, flat tuples as states and each damage table worked out once.

Value iteration itself is written as pyperformance writes it, on dictionaries.
"""

import game
import workload


def evaluate(tolerance):
    rules = game.Rules()
    chances = {}

    def successors(state):
        if state[0] == 4:
            return ()
        if state[0] == 0:
            return game.choices(state)
        chances[state] = rules.chances(state)
        return [after for _, after in chances[state]]

    order = game.dependencies_first(game.START, successors)
    low = dict.fromkeys(order, 0.0)
    high = dict.fromkeys(order, 1.0)
    low[game.WIN] = 1.0
    high[game.LOSS] = 0.0
    settled = {game.WIN, game.LOSS}
    while high[game.START] - low[game.START] > tolerance:
        for state in order:
            if state in settled:
                continue
            if state[0] == 0:
                low[state] = max(low[after] for after in game.choices(state))
                high[state] = max(high[after] for after in game.choices(state))
            else:
                low[state] = sum(low[after] * chance for chance, after in chances[state])
                high[state] = sum(high[after] * chance for chance, after in chances[state])
            if low[state] >= high[state]:
                low[state] = high[state] = (low[state] + high[state]) / 2
                settled.add(state)
    return (high[game.START] + low[game.START]) / 2, sum(state[0] != 4 for state in order)


workload.run(evaluate, "mdp with whole-number weights")
