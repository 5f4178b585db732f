"""What people say of work (first choice, liked, rather not, never), want to learn, and can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from examples.common.draw import Draw
from examples.common.works import LEARNING, WORKS, Work

CONCENTRATION = 0.35
FIRST_FROM, LIKED_FROM = 0.30, 0.08
REFUSED_KINDS = 9
#: Of a region: shares who name nothing, name an organisation, and only say which work not.
SILENT_SHARE, NAMING_SHARE, REFUSING_SHARE = 1 / 12, 0.15, 0.07


def draw_preferences(
    draw: Draw, works: Mapping[str, Work], learning: Sequence[str], *, silent: float, things: float
) -> dict[str, Any]:
    """Draw which work somebody wants and not, and what to learn: Poisson, mean `things`.

    `silent` is the share of people who say nothing.
    """
    if draw.chance(silent):
        return {}
    liked = dict.fromkeys(draw.some(learning, draw.poisson(things)), "liked")
    return {"work": draw_work_wishes(draw, works), "learning": liked}


def draw_regional_preferences(draw: Draw) -> dict[str, Any]:
    """Draw the wishes of one person of a region, of work, organisations and things to learn."""
    if draw.chance(SILENT_SHARE):
        return {}
    liked = f"o{draw.whole(3, 18)}" if draw.chance(NAMING_SHARE) else None
    return {
        "work": draw_refusals(draw, WORKS)
        if draw.chance(REFUSING_SHARE)
        else draw_work_wishes(draw, WORKS),
        "organisations": {liked: draw.pick({"liked": 4, "never": 1})} if liked else None,
        "learning": dict.fromkeys(draw.some(LEARNING, draw.poisson(1.4)), "liked"),
    }


def draw_skills(draw: Draw, works: Mapping[str, Work], mean: float) -> list[str] | None:
    """Draw what a person can already, of what works ask: Poisson."""
    asked = sorted({skill for work in works.values() for skill in work.skills})
    return draw.some(asked, draw.poisson(mean)) or None


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
