"""What people say of kinds of work: first choice, liked, rather not, never."""

from __future__ import annotations

from collections.abc import Mapping

from examples.common.draw import Draw
from examples.common.works import Work

CONCENTRATION = 0.35
FIRST_FROM, LIKED_FROM = 0.30, 0.08
REFUSED_KINDS = 9


def draw_refusals(draw: Draw, works: Mapping[str, Work]) -> dict[str, str]:
    """Draw what somebody says who only knows which work not: most of the kinds, never."""
    return dict.fromkeys(draw.some(tuple(works), draw.poisson(REFUSED_KINDS)), "never")


def draw_work_wishes(draw: Draw, works: Mapping[str, Work]) -> dict[str, str]:
    """Draw shares of interest (Dirichlet) and word them; the smallest may be refused."""
    alphas = [CONCENTRATION * work.wanted for work in works.values()]
    shares = dict(zip(works, draw.rng.dirichlet(alphas).tolist(), strict=True))
    ranked = sorted(shares, key=lambda code: (shares[code], code))
    never, rather_not = draw.poisson(1.0), draw.poisson(1.5)
    wishes = dict.fromkeys(ranked[:never], "never")
    wishes |= dict.fromkeys(ranked[never : never + rather_not], "rather_not")
    wishes |= {code: "liked" for code in ranked if shares[code] >= LIKED_FROM}
    return wishes | {code: "first_choice" for code in ranked if shares[code] >= FIRST_FROM}
