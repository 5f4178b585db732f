"""What people want: kinds of work, organisations, things to learn, and what they can already."""

from __future__ import annotations

from typing import Any

from examples.common.draw import Draw
from examples.common.works import WORKS
from examples.laborijn.works import LEARNING

CONCENTRATION = 0.35
FIRST_FROM, LIKED_FROM = 0.30, 0.08
REFUSING_SHARE, REFUSED_KINDS = 0.07, 9
SKILLS = tuple(sorted({skill for work in WORKS.values() for skill in work.skills}))


def draw_preferences(draw: Draw) -> dict[str, Any]:
    """Draw the wishes of one person; one in twelve has named none."""
    if draw.chance(1 / 12):
        return {}
    liked = f"o{draw.whole(3, 18)}" if draw.chance(0.15) else None
    return {
        "work": draw_refusals(draw) if draw.chance(REFUSING_SHARE) else draw_work_wishes(draw),
        "organisations": {liked: draw.pick({"liked": 4, "never": 1})} if liked else None,
        "learning": dict.fromkeys(draw.some(LEARNING, draw.poisson(1.4)), "liked"),
    }


def draw_refusals(draw: Draw) -> dict[str, str]:
    """Draw what somebody says who only knows which work not: most of the kinds, never."""
    return dict.fromkeys(draw.some(tuple(WORKS), draw.poisson(REFUSED_KINDS)), "never")


def draw_work_wishes(draw: Draw) -> dict[str, str]:
    """Draw shares of interest (Dirichlet) and word them; the smallest may be refused."""
    alphas = [CONCENTRATION * work.wanted for work in WORKS.values()]
    shares = dict(zip(WORKS, draw.rng.dirichlet(alphas).tolist(), strict=True))
    ranked = sorted(shares, key=lambda code: (shares[code], code))
    never, rather_not = draw.poisson(1.0), draw.poisson(1.5)
    wishes = dict.fromkeys(ranked[:never], "never")
    wishes |= dict.fromkeys(ranked[never : never + rather_not], "rather_not")
    wishes |= {code: "liked" for code in ranked if shares[code] >= LIKED_FROM}
    return wishes | {code: "first_choice" for code in ranked if shares[code] >= FIRST_FROM}


def draw_skills(draw: Draw) -> list[str] | None:
    """Draw what a person can already: Poisson, mean 1.6."""
    return draw.some(SKILLS, draw.poisson(1.6)) or None
