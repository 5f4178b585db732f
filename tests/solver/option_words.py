"""The options as drawn up in columns, read back in words to compare with those drawn up by hand."""

from __future__ import annotations

from dataclasses import replace

from solver.columns import Columns
from solver.options import Options
from tests.solver.option_twins import Option


def left_in_words(options: Options) -> dict[tuple[str, str, str], int]:
    """Read what running placements leave of each resource."""
    names = [(str(n.kind), n.reference, n.level.name if n.level else "") for n in options.names]
    return dict(zip(names, options.problem.capacity.tolist(), strict=True))


def options_in_words(columns: Columns, options: Options) -> list[Option]:
    """Read what was drawn up as columns, each coach with minutes left written out."""
    problem, found = options.problem, []
    for option, unit in enumerate(problem.option_unit.tolist()):
        plain = _read(columns, options, option, unit)
        if not problem.option_needs_companion[option]:
            found.append(plain)
            continue
        left = problem.capacity[problem.companion_resource]
        able = (problem.companion_unit == unit) & (problem.companion_use <= left)
        for mate in able.nonzero()[0].tolist():
            coach = columns.snapshot.coaches[options.companion_coach[mate]]
            fit = int(options.companion_fit[mate])
            use = ("coaching", f"{coach.municipality}/{coach.reference}", "",
                   int(problem.companion_use[mate]))  # fmt: skip
            found.append(
                replace(
                    plain,
                    coach=coach.reference,
                    fit=plain.fit + fit,
                    value=plain.value + int(problem.companion_value[mate, 0]),
                    uses=tuple(sorted((*plain.uses, use))),
                )
            )
    return sorted(found)


def _read(columns: Columns, options: Options, option: int, unit: int) -> Option:
    problem, coach = options.problem, int(options.option_coach[option])
    at = range(problem.option_ptr[option], problem.option_ptr[option + 1])
    names = [options.names[problem.option_resource[k]] for k in at]
    uses = [
        (str(n.kind), n.reference, "" if n.level is None else n.level.name, int(amount))
        for n, amount in zip(names, problem.option_use[list(at)], strict=True)
        if n.kind != "apart"
    ]
    return Option(
        tuple(columns.candidate_names[row] for row in options.members[unit]),
        tuple(columns.vacancy_names[c] for c in options.option_cols[option].tolist() if c >= 0),
        "" if coach < 0 else columns.snapshot.coaches[coach].reference,
        int(problem.option_value[option, 0]),
        int(options.option_fit[option]),
        options.option_start[option].astype(object),
        bool(options.option_question[option]),
        tuple(sorted(uses)),
    )
