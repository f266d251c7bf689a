"""The battle of mdp, told with small tuples and whole numbers: what both rewritten variants share.

Two fighters lose and gain hit points; nothing else about them changes during a battle. A state is therefore

    (0, hp, foe_hp)                 our turn to choose
    (1, hp, foe_hp, action)         chosen; the foe's action and the order are still open
    (2, hp, foe_hp, side, action)   one side has acted, `side` (0 we, 1 the foe) acts next
    (4, won)                        over

These tuples sort like the nested ones of pyperformance, on which the order of its sums depends. A probability is a
numerator over the common denominator of all outcomes of a move; as a float it is the same as the fraction's.
"""

from collections import namedtuple

Fighter = namedtuple("Fighter", "max_hp level base_speed attack defence speed special plain_attack")
Move = namedtuple("Move", "power special own_type effect often_critical")

# `attack` includes the bonus of a badge, `plain_attack` is what critical hits use.
US = Fighter(63, 26, 65, 43, 34, 46, 38, 39)
FOE = Fighter(59, 11, 115, 40, 44, 56, 50, 40)

MOVES = {
    "Dig": Move(100, False, False, 1, False),
    "Water Gun": Move(40, True, True, 2, False),
    "Bubblebeam": Move(65, True, True, 2, False),
}
FOE_MOVES = (("Water Gun", 64), ("Bubblebeam", 66))  # with weights, out of 130
CHOICES = ("Dig", "Super Potion")
POTION = 50

LOSS, WIN = (4, False), (4, True)
START = (0, US.max_hp, FOE.max_hp)
N_ROLLS = 39  # a hit is scaled by 217/255 to 255/255


def damage_rolls(level, attack, defence, move):
    hit = (2 * level // 5 + 2) * attack * move.power // (defence * 50) + 2
    if move.own_type:
        hit += hit // 2
    hit = int(hit * move.effect)
    return [hit * roll // 255 for roll in range(217, 256)]


def damage_weights(attacker, defender, name):
    """{damage: weight} and the sum of the weights."""
    move = MOVES[name]
    if move.special:
        attack = plain = attacker.special
        defence = defender.special
    else:
        attack, plain = attacker.attack, attacker.plain_attack
        defence = defender.defence
    out_of = 64 if move.often_critical else 512
    critical = min(attacker.base_speed, out_of)
    weights = {}
    for weight, level, strength in ((out_of - critical, attacker.level, attack),
                                    (critical, 2 * attacker.level, plain)):
        for damage in damage_rolls(level, strength, defence, move):
            weights[damage] = weights.get(damage, 0) + weight
    return weights, out_of * N_ROLLS


class Rules:
    """What follows a state. Damages depend on the move alone and are worked out once."""

    def __init__(self):
        self.damages = {(0, "Dig"): damage_weights(US, FOE, "Dig")}
        for name, _ in FOE_MOVES:
            self.damages[1, name] = damage_weights(FOE, US, name)

    def outcomes(self, hp, foe_hp, side, action):
        """[((hp, foe_hp), weight)] and the sum of the weights; equal states may occur more than once."""
        if action == "Super Potion":
            return [((min(US.max_hp, hp + POTION), foe_hp), 1)], 1
        weights, total = self.damages[side, action]
        if side == 0:
            return [((hp, max(0, foe_hp - damage)), weight) for damage, weight in weights.items()], total
        return [((max(0, hp - damage), foe_hp), weight) for damage, weight in weights.items()], total

    def after_one(self, state):
        """Of a state of kind 2: {state: weight} and the sum of the weights."""
        _, hp, foe_hp, side, action = state
        found, total = self.outcomes(hp, foe_hp, side, action)
        weights = {}
        for (ours, theirs), weight in found:
            after = LOSS if ours == 0 else WIN if theirs == 0 else (0, ours, theirs)
            weights[after] = weights.get(after, 0) + weight
        return weights, total

    def after_choice(self, state):
        """Of a state of kind 1. A potion comes first; otherwise the foe, who is faster."""
        _, hp, foe_hp, action = state
        we_are_first = action == "Super Potion"
        parts = []
        for name, chance in FOE_MOVES:
            first, second = ((0, action), (1, name)) if we_are_first else ((1, name), (0, action))
            found, total = self.outcomes(hp, foe_hp, *first)
            parts.append((found, total, chance, second))
        # Both moves of the foe have the same denominator, and a potion's is 1.
        weights = {}
        for found, _, chance, second in parts:
            for (ours, theirs), weight in found:
                after = LOSS if ours == 0 else WIN if theirs == 0 else (2, ours, theirs, *second)
                weights[after] = weights.get(after, 0) + weight * chance
        return weights, parts[0][1] * 130

    def chances(self, state):
        """[(probability, state)] of a state of kind 1 or 2, likeliest first, then in the order of the states."""
        weights, total = self.after_choice(state) if state[0] == 1 else self.after_one(state)
        likely = [(weight / total, after) for after, weight in weights.items() if weight]
        likely.sort(key=lambda pair: (-pair[0], pair[1]))
        return likely


def choices(state):
    return [(1, state[1], state[2], action) for action in CHOICES]


def dependencies_first(start, successors):
    """All states that can be reached, each after those it leads to as far as that is possible."""
    order, seen = [], set()
    stack = [(start, False)]
    while stack:
        state, is_done = stack.pop()
        if is_done:
            order.append(state)
        elif state not in seen:
            seen.add(state)
            stack.append((state, True))
            stack.extend((after, False) for after in successors(state))
    return order
