"""Hold-back prices: what is left of everything scarce is worth to those who are still to come.

People at the desk take places one after the other, and nobody knows who comes tomorrow. Those who
came in the last weeks stand for them: the prices of a problem in which they come again, against
what is left, are what a place costs others. A place is ranked by its value less the price of what
it takes, so that a scarce one is kept for those who need it, and what nobody is expected to need
costs nothing.

Bid prices, computed anew from what came so far: K. Talluri, G. van Ryzin (1998), An analysis of
bid-price controls for network revenue management, *Management Science* 44; S. Agrawal, Z. Wang,
Y. Ye (2014), A dynamic near-optimal algorithm for online linear programming, *Operations Research*
62. Their guarantees are for many seats of each kind; an organisation here has one or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from solver.assignment import Problem, of_units, prices_of
from solver.columns import Columns
from solver.encoding import Ints
from solver.options import build
from solver.people import Candidate
from solver.resources import ResourceName, Resources
from solver.taken import Prices

#: Those who came in so many days stand for those who come in as many days from now on.
DAYS = 28


def hold_back_prices(problem: Problem, sample: Ints, expected: int, left: Ints) -> Prices:
    """Give what one more of each resource is worth to those who are expected, in points.

    Parameters
    ----------
    problem
        Holds the options of those who came, R resources.
    sample
        int64[n]: the units that came in the last weeks, the last one last. They come again in turn,
        the last first, until they are as many as are expected.
    expected
        How many are still to come, >= 0. With nobody, or no sample, all prices are 0.
    left
        int64[R], >= 0: what is left of each resource.

    Returns
    -------
    float64[R], >= 0
    """
    if not len(sample) or not expected:
        return np.zeros(problem.resources)
    return prices_of(of_units(problem, np.resize(sample[::-1], expected), left))


def hold_back(columns: Columns, newcomers: Iterable[str]) -> Mapping[ResourceName, float]:
    """Give what one more of each scarce thing is worth to people like those who came, in points.

    As many are expected as came (`GM0222/c1`), against what running placements leave. They come as
    those did: with nothing decided or proposed yet. Who is in the columns no more does not count.
    """
    snapshot, rows = columns.snapshot, columns.row_of
    came = [snapshot.candidates[rows[name]] for name in newcomers if name in rows]
    anew = snapshot.having(
        candidates=tuple(map(alone, came)), placements=(), forbids=(), proposed=()
    )
    scarce = Resources.of(columns.supply, snapshot.candidates)
    options = build(Columns.of(anew, columns.weights, columns.supply), scarce=scarce)
    problem = options.problem
    everybody = np.arange(problem.units, dtype=np.int64)
    prices = hold_back_prices(problem, everybody, problem.units, problem.capacity)
    return dict(zip(options.names, prices.tolist(), strict=True))


def alone(person: Candidate) -> Candidate:
    """Let somebody come alone, for one place, whoever else is there."""
    return replace(person, group=None, places_wanted=1, not_together_with=frozenset())
