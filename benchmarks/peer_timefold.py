"""The PyPI timefold build: local search over the option and the coach of each unit.

One plain model without hand-written moves. Units without an option keep their coach; it counts for
nothing and uses nothing. Needs a Java runtime.
"""

from dataclasses import dataclass, field, replace
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    constraint_provider,
)

from benchmarks.peer import Answer, Given, Kind

#: Its own default, late acceptance, never leaves the plan it is built with: no single change of
#: that one is better, and a worse one is not taken. Annealing leaves it.
SEARCH = """
<solver xmlns="https://timefold.ai/xsd/solver">
  <constructionHeuristic/>
  <localSearch>
    <acceptor>
      <simulatedAnnealingStartingTemperature>0hard/2000soft</simulatedAnnealingStartingTemperature>
    </acceptor>
    <forager><acceptedCountLimit>1</acceptedCountLimit></forager>
  </localSearch>
</solver>
"""


@dataclass(eq=False)
class Resource:
    """Something of which only so much may be used."""

    number: int
    capacity: int


@dataclass(eq=False)
class Use:
    """An amount of a resource."""

    resource: Resource
    amount: int


@dataclass(eq=False)
class Taking:
    """An option or a companion."""

    row: int
    value: int
    uses: list[Use]


@planning_entity
@dataclass(eq=False)
class Unit:
    """A person, who takes an option or none, and a coach."""

    number: Annotated[int, PlanningId]
    options: Annotated[list[Taking], ValueRangeProvider(id="options")]
    coaches: Annotated[list[Taking], ValueRangeProvider(id="coaches")]
    option: Annotated[
        Taking | None,
        PlanningVariable(allows_unassigned=True, value_range_provider_refs=["options"]),
    ] = field(default=None)
    coach: Annotated[Taking | None, PlanningVariable(value_range_provider_refs=["coaches"])] = (
        field(default=None)
    )

    def uses(self) -> list[Use]:
        """Give what is used."""
        return self.option.uses + self.coach.uses

    def value(self) -> int:
        """Give what it is worth."""
        return self.option.value + self.coach.value


@planning_solution
@dataclass(eq=False)
class Plan:
    """The whole plan."""

    units: Annotated[list[Unit], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


@constraint_provider
def rules(factory: ConstraintFactory) -> list[Constraint]:
    """No resource beyond its capacity; then as much worth as can be."""
    overbooked = (
        factory.for_each(Unit)
        .flatten_last(lambda unit: unit.uses())
        .group_by(lambda use: use.resource, ConstraintCollectors.sum(lambda use: use.amount))
        .filter(lambda resource, used: used > resource.capacity)
        .penalize(HardSoftScore.ONE_HARD, lambda resource, used: used - resource.capacity)
        .as_constraint("capacity")
    )
    worth = (
        factory.for_each(Unit)
        .reward(HardSoftScore.ONE_SOFT, lambda unit: unit.value())
        .as_constraint("worth")
    )
    return [overbooked, worth]


def solved(_name: str, given: Given, seconds: float) -> Answer:
    """Search for the time given; translating the model and the problem comes on top."""
    config = replace(
        SolverConfig.create_from_xml_text(SEARCH),
        solution_class=Plan,
        entity_class_list=[Unit],
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=rules
        ),
        termination_config=TerminationConfig(
            spent_limit=Duration(milliseconds=int(1000 * seconds))
        ),
    )
    plan = SolverFactory.create(config).build_solver().solve(_plan(given))
    answer = Answer([-1] * given.units, [-1] * given.units, outcome=f"score {plan.score}")
    for unit in plan.units:
        if unit.option is not None:
            answer.choice[unit.number] = unit.option.row
            answer.companion[unit.number] = unit.coach.row
    return answer


def _plan(given: Given) -> Plan:
    resources = [Resource(at, limit) for at, limit in enumerate(given.capacity)]
    nobody = [Taking(-1, 0, [])]
    units = []
    for number in range(given.units):
        options = _takings(given.option, number, resources)
        coaches = _takings(given.companion, number, resources) if given.needy[number] else nobody
        units.append(Unit(number, options if coaches else [], coaches or nobody))
    return Plan(units)


def _takings(kind: Kind, unit: int, resources: list[Resource]) -> list[Taking]:
    return [
        Taking(row, kind.value[row], [Use(resources[at], amount) for at, amount in kind.uses[row]])
        for row in kind.of[unit]
    ]
