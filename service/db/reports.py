"""The SQL of reports: counts, and of people never more than that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Row, cast, func, select, text

from service.db.proposals import HISTORY
from service.db.tables import decision, proposal
from service.settings import ZONE

Days = tuple[datetime | None, datetime | None]


def deviations(connection: Connection, days: Days) -> Sequence[Row[Any]]:
    """Count per month and team what was decided, how much otherwise than proposed, what was chosen.

    Chosen is what was accepted or adapted: what a plan proposes or stands first in a short list,
    another of the list, somebody's own, and of a list of which no rank was told.
    """
    seen = (decision.c.decision != "accepted") | (proposal.c.source == "own")
    chosen = decision.c.decision != "declined"
    listed = chosen & (proposal.c.source == "short_list")
    counts = {
        "deviations": func.coalesce(decision.c.deviates, seen),
        "first": chosen & ((proposal.c.source == "run") | (proposal.c.rank == 1)),
        "other": chosen & (proposal.c.rank > 1),
        "own": chosen & (proposal.c.source == "own"),
        "unranked": listed & proposal.c.rank.is_(None),
    }
    return _per_team(
        connection,
        days,
        *(func.count().filter(which).label(name) for name, which in counts.items()),
    )


def decision_times(connection: Connection, days: Days) -> Sequence[Row[Any]]:
    """Give per month and team how long it took to decide: median and 90th percentile, in seconds.

    Since what was decided of was shown, and since its plan was published; each of so many.
    """
    columns: list[ColumnElement[Any]] = []
    for since in ("shown", "published"):
        seconds = decision.c[f"seconds_since_{since}"]
        columns.append(func.count(seconds).label(since))
        for name, share in (("median", 0.5), ("p90", 0.9)):
            found = func.percentile_cont(share).within_group(seconds)
            columns.append(cast(func.round(found), Integer).label(f"{since}_{name}"))
    return _per_team(connection, days, *columns)


def _per_team(
    connection: Connection, days: Days, *columns: ColumnElement[Any]
) -> Sequence[Row[Any]]:
    """Count something of what was settled, per month and team, beside how much that was.

    A team is the subject that decided; a month is one of the clock in the Netherlands.
    """
    month = func.to_char(func.timezone(ZONE.key, decision.c.decided_at), "YYYY-MM").label("month")
    decisions = func.count().label("decisions")
    query = (
        select(month, decision.c.decided_by.label("team"), decisions, *columns)
        .join(proposal, proposal.c.id == decision.c.proposal_id)
        .where(decision.c.decision.in_(HISTORY))
        .group_by(month, decision.c.decided_by)
        .order_by(month, decision.c.decided_by.collate("C"))
    )
    since, before = days
    if since is not None:
        query = query.where(decision.c.decided_at >= since)
    if before is not None:
        query = query.where(decision.c.decided_at < before)
    return connection.execute(query).all()


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a report is about; without a first all before the last."""

    first: date | None
    last: date


def activity(connection: Connection, days: Period, on: date) -> Sequence[Row[Any]]:
    """Count who was active on a day and in a period, in all and by kind of organisation, of work
    and of placement.

    `told` names what a row is about, `code` which; columns with `at_` are of the day. Minutes are
    a week's, of placements of which they are known; `minute_days` those times days in the period.
    """
    given = {"first": days.first, "last": days.last, "on": on}
    return connection.execute(_ACTIVITY, given).all()


_ACTIVITY = text("""
WITH history AS MATERIALIZED (
    SELECT *, coalesce(start_day <= :on, true) AND coalesce(end_day >= :on, true) AS there,
           least(end_day, :last) - greatest(start_day, CAST(:first AS date)) + 1 AS days
    FROM placement_history()
    WHERE coalesce(start_day <= :last, true)
      AND coalesce(end_day >= CAST(:first AS date), true)
)
SELECT CASE grouping(sector, work, kind)
           WHEN 3 THEN 'sector' WHEN 5 THEN 'work' WHEN 6 THEN 'kind' ELSE 'all' END AS told,
       coalesce(sector, work, kind) COLLATE "C" AS code,
       count(DISTINCT person) AS people,
       count(*) AS placements,
       sum(week_minutes) AS minutes,
       count(DISTINCT person) FILTER (WHERE week_minutes IS NOT NULL) AS people_known,
       count(*) FILTER (WHERE week_minutes IS NULL) AS unknown,
       CASE WHEN CAST(:first AS date) IS NOT NULL
           THEN sum(CAST(week_minutes AS bigint) * days) END AS minute_days,
       count(DISTINCT person) FILTER (WHERE there) AS at_people,
       count(*) FILTER (WHERE there) AS at_placements,
       sum(week_minutes) FILTER (WHERE there) AS at_minutes,
       count(DISTINCT person) FILTER (WHERE there AND week_minutes IS NOT NULL) AS at_people_known,
       count(*) FILTER (WHERE there AND week_minutes IS NULL) AS at_unknown
FROM history
GROUP BY GROUPING SETS ((), (sector), (work), (kind))
ORDER BY told, code
""")


def departures(connection: Connection, days: Period, paid: Sequence[str]) -> Sequence[Row[Any]]:
    """Count who left in a period, in all (`total`) and by reason; of them who went to paid work.

    Somebody has left who has no other place the day after; who left more than once counts the last
    time. `ended` are the placements that ended, also of people with another.
    """
    given = {"first": days.first, "last": days.last, "paid": list(paid)}
    return connection.execute(_DEPARTURES, given).all()


_DEPARTURES = text("""
WITH ended AS MATERIALIZED (
    SELECT * FROM placement_history()
    WHERE end_day <= :last AND end_day >= coalesce(CAST(:first AS date), '-infinity')
), gone AS (
    SELECT DISTINCT ON (person) * FROM ended WHERE leaves
    ORDER BY person, end_day DESC, outcome IS NULL, end_reason, outcome
)
SELECT grouping(end_reason) = 1 AS total, end_reason, count(*) AS people,
       count(*) FILTER (WHERE outcome = ANY (:paid)) AS paid,
       (SELECT count(*) FROM ended) AS ended
FROM gone
GROUP BY GROUPING SETS ((), (end_reason))
ORDER BY total DESC, end_reason COLLATE "C" NULLS LAST
""")


def outcomes(connection: Connection, days: Period, today: date) -> Sequence[Row[Any]]:
    """Count where everybody is after a period who had a place in it: each person once.

    `there`: still in a place, by its kind (and of a route the work); else by outcome, None where
    none is noted. Each row comes for each of the `months` after leaving: for how many people that
    day has come (`due`), who was still there, elsewhere, or not known.
    """
    given = {"first": days.first, "last": days.last, "today": today}
    return connection.execute(_OUTCOMES, given).all()


_OUTCOMES = text("""
WITH last AS (
    SELECT DISTINCT ON (person) *, coalesce(end_day > :last, true) AS there
    FROM placement_history()
    WHERE coalesce(start_day <= :last, true)
      AND coalesce(end_day >= CAST(:first AS date), true)
    ORDER BY person, coalesce(end_day, 'infinity') DESC, coalesce(start_day, '-infinity') DESC,
             outcome IS NULL, outcome, kind, work
)
SELECT there, CASE WHEN there THEN kind END COLLATE "C" AS kind,
       CASE WHEN there AND kind = 'route' THEN work END COLLATE "C" AS work,
       CASE WHEN NOT there THEN outcome END COLLATE "C" AS outcome, months, count(*) AS people,
       count(*) FILTER (WHERE due) AS due,
       count(*) FILTER (WHERE due AND said <> 'unknown' AND said IN ('still_there', outcome))
           AS still,
       count(*) FILTER (WHERE due AND said = 'unknown') AS unknown,
       count(*) FILTER (WHERE due AND said IS NULL) AS unasked
FROM last
CROSS JOIN LATERAL (
    VALUES (3, outcome_3), (6, outcome_6), (12, outcome_12)
) AS later (months, said)
CROSS JOIN LATERAL (SELECT end_day + make_interval(months => months) <= :today AS due) AS come
GROUP BY 1, 2, 3, 4, months
ORDER BY there DESC, kind, work, outcome NULLS LAST, months
""")


def advices(connection: Connection, days: Period) -> Sequence[Row[Any]]:
    """Count the routes that were advised in a period, each person's last."""
    given = {"first": days.first, "last": days.last}
    return connection.execute(_ADVICES, given).all()


_ADVICES = text("""
WITH last AS (
    SELECT DISTINCT ON (person) person, advice FROM placement_history()
    WHERE advised_on <= :last AND advised_on >= coalesce(CAST(:first AS date), '-infinity')
    ORDER BY person, advised_on DESC, advice
)
SELECT advice, count(*) AS people FROM last GROUP BY advice ORDER BY advice COLLATE "C"
""")
