"""A linear classifier in plain Python: one against the rest, squared hinge loss.

Dual coordinate descent (Hsieh et al., ICML 2008), the method of LIBLINEAR's ``-s 1``. An example
is a list of (features, value): every feature of the list has that value. That is all that
reading needs, and keeps learning free of numpy.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

Parts = Sequence[tuple[Sequence[int], float]]


@dataclass(frozen=True, slots=True)
class Example:
    """``parts``: features and the value they share; ``weight``: how much the example counts;
    ``given``: what speaks for each label before anything is learned (empty: nothing)."""

    parts: Parts
    label: int
    weight: float = 1.0
    given: Sequence[float] = ()


def fit(
    examples: Sequence[Example],
    labels: int,
    features: int,
    *,
    cost: float = 0.3,
    passes: int = 12,
    seed: int = 1,
    trust: Sequence[float] | None = None,
) -> list[tuple[list[float], float]]:
    """For each label the weights of all features and where it starts from (bias).

    ``trust``: for each feature how freely its weight may grow: the variance that it is given
    beforehand, about 1 (the same as scaling the feature by its square root); None: all alike.
    """
    trust = trust or [1.0] * features
    norms = [_norm(example.parts, trust) for example in examples]
    return [
        _fit_one(examples, norms, label, trust, cost=cost, passes=passes, seed=seed)
        for label in range(labels)
    ]


def _norm(parts: Parts, trust: Sequence[float]) -> float:
    """Squared length of an example, with the constant feature; parts may share features."""
    values: dict[int, float] = {}
    for found, value in parts:
        for feature in found:
            values[feature] = values.get(feature, 0.0) + value
    return sum(v * v * trust[feature] for feature, v in values.items()) + 1.0


def _fit_one(
    examples: Sequence[Example],
    norms: Sequence[float],
    label: int,
    trust: Sequence[float],
    *,
    cost: float,
    passes: int,
    seed: int,
) -> tuple[list[float], float]:
    weights = [0.0] * len(trust)
    of = weights.__getitem__
    bias = 0.0
    alphas = [0.0] * len(examples)
    active = list(range(len(examples)))
    shuffle = random.Random(seed).shuffle  # noqa: S311 (an order to learn in, no secret)
    for turn in range(passes):
        shuffle(active)
        kept: list[int] = []
        furthest = 0.0
        for i in active:
            example = examples[i]
            sign = 1.0 if example.label == label else -1.0
            slack = 0.5 / (cost * example.weight)
            score = bias + example.given[label] if example.given else bias
            for found, value in example.parts:
                score += value * sum(map(of, found))
            alpha = alphas[i]
            gradient = sign * score - 1.0 + slack * alpha
            if alpha == 0.0:
                # Far on the right side: leave it out of the next passes.
                if gradient > 0.2 and turn >= 2:
                    continue
                kept.append(i)
                if gradient >= 0.0:
                    continue
            else:
                kept.append(i)
            furthest = max(furthest, abs(gradient))
            new = max(alpha - gradient / (norms[i] + slack), 0.0)
            step = (new - alpha) * sign
            if abs(step) < 1e-7:
                continue
            alphas[i] = new
            bias += step
            for found, value in example.parts:
                change = step * value
                for feature in found:
                    weights[feature] += change * trust[feature]
        active = kept
        if furthest < 0.05:
            break
    return weights, bias
