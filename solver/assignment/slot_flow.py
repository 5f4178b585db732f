"""One min-cost flow that fills slots with units: exact for all of them at once.

Source -> slot of a companion -> beginning of a unit -> end of a unit -> slot of an option -> sink.
A unit without need of a companion begins at the source. Who must be placed, and a slot that must
stay filled, has its flow fixed: it ends where it would enter and starts anew where it would leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from solver.assignment.problem import Bools, Int32s, Int64s

LARGEST_COST = 2**44


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Columns that may fill slots, so that those of a feasible plan can.

    Attributes
    ----------
    unit, mate, kind : [columns]
        Whose a column is, whether a companion (else an option), and of which kind of slot.
    count, fixed : int64[K]
        Slots of each kind, and how many of them must be filled by the kind or one below it.
    steps : (int64[S], int64[S])
        A kind that the slots of another kind may serve, and that other.
    must, needy : bool[U]
        Who must be placed, and who takes a companion when placed.
    """

    unit: Int32s
    mate: Bools
    kind: Int64s
    count: Int64s
    fixed: Int64s
    steps: tuple[Int64s, Int64s]
    must: Bools
    needy: Bools

    def best(self, worth: Int64s) -> Int64s | None:
        """Give the places of the columns taken, best in sum; None when costs may be inexact.

        Raises
        ------
        RuntimeError
            When the flow does not end as it must for slots of a feasible plan.
        """
        nodes = _Nodes.of(self)
        if int(np.abs(worth).max(initial=0)) * (nodes.sink + 1) > LARGEST_COST:
            return None
        solver = min_cost_flow.SimpleMinCostFlow()
        arcs = self._connect_columns(solver, nodes, worth)
        self._connect_units(solver, nodes)
        self._connect_slots(solver, nodes)
        self._supply(solver, nodes)
        status = solver.solve()
        if status != solver.OPTIMAL:
            raise RuntimeError(f"slot flow: expected an optimal end, got {status.name}")
        taken: Int64s = np.flatnonzero(solver.flows(arcs))
        return taken

    def _connect_columns(
        self, solver: min_cost_flow.SimpleMinCostFlow, nodes: _Nodes, worth: Int64s
    ) -> Int32s:
        slot = nodes.slot[self.kind]
        tail = np.where(self.mate, slot, nodes.end[self.unit])
        head = np.where(self.mate, nodes.start[self.unit], slot)
        return _connect(solver, tail, head, 1, -worth)

    def _connect_units(self, solver: min_cost_flow.SimpleMinCostFlow, nodes: _Nodes) -> None:
        free = nodes.units[~self.must[nodes.units]]
        needy = self.needy[free]
        tail = np.where(needy, nodes.start[free], nodes.source)
        _connect(solver, tail, nodes.end[free], 1)
        source, sink = np.array([[nodes.source], [nodes.sink]], np.int32)
        _connect(solver, source, sink, len(nodes.units))

    def _connect_slots(self, solver: min_cost_flow.SimpleMinCostFlow, nodes: _Nodes) -> None:
        slot = nodes.slot[nodes.kinds]
        tail = np.where(nodes.of_mates, nodes.source, slot)
        head = np.where(nodes.of_mates, slot, nodes.sink)
        open_ = (self.count - self.fixed)[nodes.kinds]
        _connect(solver, tail, head, np.minimum(open_, len(nodes.units)))
        below, above = (nodes.slot[kinds] for kinds in self.steps)
        mates = nodes.mates[self.steps[0]]
        met = (below >= 0) & (above >= 0)
        tail, head = np.where(mates, above, below), np.where(mates, below, above)
        _connect(solver, tail[met], head[met], len(nodes.units))

    def _supply(self, solver: min_cost_flow.SimpleMinCostFlow, nodes: _Nodes) -> None:
        supply = np.zeros(nodes.sink + 1, np.int64)
        must = nodes.units[self.must[nodes.units]]
        supply[nodes.end[must]] = 1
        supply[nodes.start[must[self.needy[must]]]] = -1
        fixed = self.fixed[nodes.kinds]
        supply[nodes.slot[nodes.kinds]] = np.where(nodes.of_mates, fixed, -fixed)
        supply[nodes.source] = len(nodes.units)
        supply[nodes.sink] = -supply.sum()
        solver.set_nodes_supplies(np.arange(nodes.sink + 1, dtype=np.int32), supply)


@dataclass(frozen=True, slots=True)
class _Nodes:
    """Numbers of nodes, -1 for what is not in the network.

    `end` and `start` (U,) are those of units, `slot` (K,) those of kinds; `units` and `kinds` are
    who and which there are, and `mates` (K,) says which are kinds of companions.
    """

    units: Int64s
    kinds: Int64s
    end: Int32s
    start: Int32s
    slot: Int32s
    mates: Bools
    source: int
    sink: int

    @classmethod
    def of(cls, filling: Filling) -> _Nodes:
        """Number the units, then those who need a companion again, then the kinds."""
        size = len(filling.must), len(filling.count)
        units, kinds = _met(filling.unit, size[0]), _met(filling.kind, size[1])
        needy = units[filling.needy[units]]
        mates = np.zeros(size[1], bool)
        mates[filling.kind[filling.mate]] = True
        source = len(units) + len(needy) + len(kinds)
        return cls(
            units=units,
            kinds=kinds,
            end=_numbers(units, size[0], 0),
            start=_numbers(needy, size[0], len(units)),
            slot=_numbers(kinds, size[1], len(units) + len(needy)),
            mates=mates,
            source=source,
            sink=source + 1,
        )

    @property
    def of_mates(self) -> Bools:
        """Tell which of the kinds in the network are of companions."""
        return self.mates[self.kinds]


def _met(numbers: Int64s | Int32s, size: int) -> Int64s:
    met = np.zeros(size, bool)
    met[numbers] = True
    return np.flatnonzero(met)


def _numbers(members: Int64s, size: int, first: int) -> Int32s:
    number = np.full(size, -1, np.int32)
    number[members] = np.arange(first, first + len(members), dtype=np.int32)
    return number


def _connect(
    solver: min_cost_flow.SimpleMinCostFlow,
    tail: Int32s,
    head: Int32s,
    capacity: Int64s | int,
    cost: Int64s | int = 0,
) -> Int32s:
    wide = (np.broadcast_to(np.asarray(each, np.int64), len(tail)) for each in (capacity, cost))
    arcs: Int32s = solver.add_arcs_with_capacity_and_unit_cost(
        tail.astype(np.int32), head.astype(np.int32), *wide
    )
    return arcs
