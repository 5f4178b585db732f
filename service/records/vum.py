"""Job-seeker profiles and vacancies of the Dutch exchange standard VUM, as tables of fields.

Version 3 and, where a name changed, the older one. What is not in a table has no place in our
model: it is not read, and only its name is told. Contact data, texts and names are never read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from service.errors import FieldProblem, InvalidInput
from service.records import vum_values as read
from service.records import vum_words as words
from service.records.incoming import Incoming
from service.records.problems import shown
from service.records.vum_values import Wrong, code


@dataclass(frozen=True, slots=True)
class Field:
    """Our field, where VUM has it (the newest name first), and how its value is read.

    `inner` names what is read inside the items of a list; `needed` says what must be there; `own`
    is how codes of VUM begin, in a list or a map that may hold others too.
    """

    ours: str
    theirs: str
    read: Callable[[object], object] = read.plain
    inner: tuple[str, ...] = ()
    needed: str | None = None
    own: tuple[str, ...] = ()


ID = "the pseudonym that the sender gave: 1-64 letters, digits, '_', '.' or '-'"
NAMES = ("codeBeroepsnaam",)
OWN_WORK, OWN_SKILLS = ("cnl:", "boc:"), ("cnl:", "sgr:")
LANGUAGE = ("codeTaal", "codeNiveauTaalbeheersingMondeling")
OLDER_SKILL = ("codeGedragscompetentie", "codeBeheersingGedragscompetentie")
WAY = ("codeVervoermiddel", "indicatieBeschikbaarVoorWoonWerkverkeer")
IRREGULAR = "flexibiliteit.indicatieOnregelmatigWerkOfPloegendienst"
LEAST_HOURS = "werktijden.aantalWerkurenPerWeekMinimaal"
MOST_HOURS = "werktijden.aantalWerkurenPerWeekMaximaal"

PERSON: tuple[Field, ...] = (
    Field("reference", "idWerkzoekende", read.identity, needed=ID),
    Field("reference", "vumID", read.identity),
    Field("legalRoute", "indicatieLdrRegistratie", code(words.LEGAL_ROUTE)),
    Field("available.start", "flexibiliteit.datumAanvangBeschikbaarVoorWerk"),
    Field("available.end", "flexibiliteit.datumEindeBeschikbaarVoorWerk"),
    Field("postcode", "mobiliteit.bemiddelingspostcode", read.four_digits),
    Field("travel.maxKm", "mobiliteit.maximaleReisafstand", read.road_km),
    Field("travel.maxKm", "flexibiliteit.codeRegiostraal", read.radius_km),
    Field("travel.maxMinutes", "mobiliteit.maximaleReistijd", read.travel_minutes),
    Field("travel.transports", "vervoermiddel", read.transports, WAY),
    Field("load.hoursPerWeek.min", LEAST_HOURS, read.whole_hours),
    Field("load.hoursPerWeek.max", MOST_HOURS, read.whole_hours),
    Field("load.abilities.irregular_times", IRREGULAR, code(words.IRREGULAR)),
    Field("load.conditionsNeeded", "eisAanWerk.indicatieAanpassingWerkomgeving",
          code(words.ADAPTED), own=("adapted_workplace",)),
    Field("guidance.level", "eisAanWerk.indicatieBegeleiding", code(words.GUIDANCE)),
    Field("dutch", "arbeidsmarktkwalificatie.taalbeheersing", read.spoken_dutch, LANGUAGE),
    Field("licences", "arbeidsmarktkwalificatie.rijbewijs", read.licences,
          ("codeSoortRijbewijs",)),
    Field("skills", "arbeidsmarktkwalificatie.competentiebeheersing", read.skills,
          ("codeCompetentie",), own=OWN_SKILLS),
    Field("skills", "arbeidsmarktkwalificatie.gedragscompetentie", read.skills, OLDER_SKILL,
          own=OWN_SKILLS),
    Field("preferences.work", "bemiddelingsberoep", read.wished_work, NAMES, own=OWN_WORK),
)  # fmt: skip
VACANCY: tuple[Field, ...] = (
    Field("reference", "idVacature", read.identity, needed=ID),
    Field("reference", "vumID", read.identity),
    Field("name", "naamVacature"),
    Field("organisation", "werkgever.handelsnaamOrganisatie", read.organisation_reference,
          needed="the trade name of the employer"),
    Field("kind", "contractvorm", read.kind, ("codeTypeOvereenkomst",),
          needed=words.EXPECTED_KIND),
    Field("work", "beroep", read.occupation, NAMES),
    Field("period.start", "arbeidsVoorwaarden.datumAanvangWerkzaamheden"),
    Field("period.end", "arbeidsVoorwaarden.datumEindeWerkzaamheden"),
    Field("postcode", "adres.postcode", read.four_digits),
    Field("postcode", "werkgever.adresHouding", read.work_address,
          ("codeFunctieAdres", "adres.adresNederland.postcode")),
    Field("hoursPerWeek.min", LEAST_HOURS, read.whole_hours),
    Field("hoursPerWeek.max", MOST_HOURS, read.whole_hours),
    Field("dayparts", "werktijden.indicatieKantoortijden", code(words.OFFICE_HOURS)),
    Field("demands.irregular_times", IRREGULAR, code(words.IRREGULAR)),
    Field("dutch", "taalbeheersing", read.spoken_dutch, LANGUAGE),
    Field("licences", "rijbewijs", read.licences, ("codeSoortRijbewijs",)),
    Field("skills", "competentiebeheersing", read.skills, ("codeCompetentie",), own=OWN_SKILLS),
    Field("skills", "gedragscompetentie", read.skills, OLDER_SKILL, own=OWN_SKILLS),
)  # fmt: skip
EMPLOYER: tuple[Field, ...] = (
    Field("reference", "werkgever.handelsnaamOrganisatie", read.organisation_reference),
    Field("name", "werkgever.handelsnaamOrganisatie"),
    Field("sector", "werkgever.sector", read.sector, ("codeSbi",)),
)
ONLY_OF_PEOPLE = {"idWerkzoekende", "mobiliteit", "arbeidsmarktkwalificatie", "bemiddelingsberoep"}
ONLY_OF_VACANCIES = {"idVacature", "werkgever", "arbeidsVoorwaarden", "beroep", "adres"}
EITHER = "a job-seeker profile (with idWerkzoekende) or a vacancy (with idVacature) of VUM"
_EMPTY: tuple[object, ...] = (None, "", [], {})


def read_vum(profile: Mapping[str, Any]) -> Incoming | InvalidInput:
    """Give the candidate or the vacancy of a profile, and what of it has no place here."""
    person = not ONLY_OF_PEOPLE.isdisjoint(profile)
    if person != ONLY_OF_VACANCIES.isdisjoint(profile):
        return InvalidInput(problems=[FieldProblem("record", "something else", EITHER)])
    return _PERSON.incoming(profile) if person else _vacancy(profile)


def _vacancy(profile: Mapping[str, Any]) -> Incoming:
    """Give the vacancy of a profile, for one person at a time, and the employer along with it."""
    vacancy, employer = _VACANCY.incoming(profile), _EMPLOYER.incoming(profile)
    further = [problem for problem in employer.problems if problem not in vacancy.problems]
    problems = (*vacancy.problems, *further)
    body, along = {"seats": 1, **vacancy.body}, None if problems else employer.body
    return replace(vacancy, body=body, problems=problems, along=along)


@dataclass(frozen=True)
class _Table:
    """How the profiles of one noun are read."""

    noun: str
    fields: tuple[Field, ...]
    beside: tuple[Field, ...] = ()

    @cached_property
    def names(self) -> Mapping[str, str]:
        """How VUM calls our fields, and the parts that hold them."""
        names: dict[str, str] = {}
        for one in self.fields:
            names.setdefault(one.ours, one.theirs)
        for ours, theirs in tuple(names.items()):
            names.setdefault(ours.rpartition(".")[0], theirs.rpartition(".")[0])
        names.pop("", None)
        return names

    @cached_property
    def _leaves(self) -> frozenset[str]:
        known = (*self.fields, *self.beside)
        inside = (f"{one.theirs}.{name}" for one in known for name in one.inner)
        return frozenset(one.theirs for one in known if not one.inner) | frozenset(inside)

    @cached_property
    def _parents(self) -> frozenset[str]:
        pieces = [leaf.split(".") for leaf in self._leaves]
        return frozenset(".".join(p[:depth]) for p in pieces for depth in range(1, len(p)))

    def incoming(self, profile: Mapping[str, Any]) -> Incoming:
        """Read a profile."""
        found = _Found(self._misshapen(profile))
        for one in self.fields:
            found.read(one, profile)
        found.ask_for(one for one in self.fields if one.needed)
        unmapped = dict.fromkeys((*found.lost, *self._unread(profile, "")))
        return Incoming(self.noun, found.body, self.names, tuple(found.problems), tuple(unmapped))

    def _misshapen(self, profile: Mapping[str, Any]) -> list[FieldProblem]:
        """Tell which parts are no objects, so that their fields are not there."""
        parts = dict.fromkeys(
            one.theirs.partition(".")[0] for one in self.fields if "." in one.theirs
        )
        return [
            FieldProblem(name, shown(profile[name]), "an object")
            for name in parts
            if profile.get(name) not in _EMPTY and not isinstance(profile[name], dict)
        ]

    def _unread(self, part: Mapping[str, Any], prefix: str) -> Iterator[str]:
        """Name what no field reads, without descending further than needed."""
        for name, value in part.items():
            path = f"{prefix}{name}"
            if value in _EMPTY or path in self._leaves:
                continue
            if path not in self._parents:
                yield shown(path)
                continue
            for piece in value if isinstance(value, list) else [value]:
                if isinstance(piece, dict):
                    yield from self._unread(piece, f"{path}.")


@dataclass(slots=True)
class _Found:
    """What was read of one profile."""

    problems: list[FieldProblem]
    body: dict[str, Any] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def read(self, one: Field, profile: Mapping[str, Any]) -> None:
        """Read a field; what is empty or absent is not known."""
        value: Any = profile
        for name in one.theirs.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        try:
            ours = None if value in _EMPTY else one.read(value)
        except Wrong as wrong:
            name = ".".join((one.theirs, *wrong.path))
            self.problems.append(FieldProblem(name, wrong.value, wrong.expected))
            return
        if ours is words.LOST:
            self.lost.append(one.theirs)
        elif ours is not None:
            _put(self.body, one.ours, ours)

    def ask_for(self, fields: Iterable[Field]) -> None:
        """Tell what must be there and is not, unless it was told to be wrong."""
        for one in fields:
            part = one.theirs.partition(".")[0]
            told = any(p.field == part or p.field.startswith(one.theirs) for p in self.problems)
            if one.ours not in self.body and not told:
                self.problems.append(FieldProblem(one.theirs, "nothing", one.needed or ""))


_PERSON, _EMPLOYER = _Table("candidate", PERSON), _Table("organisation", EMPLOYER)
_VACANCY = _Table("vacancy", VACANCY, beside=EMPLOYER)


def _put(body: dict[str, Any], path: str, value: object) -> None:
    """Set a field, unless a newer name gave it already."""
    *parents, name = path.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    body.setdefault(name, value)
