"""The coaches that a person chooses from apart from the place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from solver.columns import Columns
from solver.drafts import coach_kept
from solver.eligible import CoachFit
from solver.encoding import Bools, Int32s, Ints
from solver.resources import Resources
from solver.uses import Members


@dataclass(frozen=True, slots=True)
class Mates:
    """One record per choice, ordered by unit: which coach, how fit, worth what, at what cost."""

    unit: Int32s
    coach: Int32s
    fit: Int32s
    value: Ints
    resource: Int32s
    minutes: Ints

    @classmethod
    def of(
        cls, columns: Columns, scarce: Resources, coaches: CoachFit, mated: Bools, members: Members
    ) -> Mates:
        """List the coaches that fit each unit whose person may choose one apart, `mated` (n,)."""
        owners = np.array([rows[0] for rows in members], np.int64)
        unit, coach = np.nonzero(coaches.fits[owners] & mated[owners][:, None])
        row = owners[unit]
        fit = coaches.points[row, coach]
        return cls(
            unit=unit.astype(np.int32),
            coach=coach.astype(np.int32),
            fit=fit,
            value=fit.astype(np.int64) + coach_kept(columns, row, coach),
            resource=scarce.coach[coach].astype(np.int32),
            minutes=columns.people.coaching_minutes[row].astype(np.int64),
        )
