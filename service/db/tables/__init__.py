"""The tables, as SQLAlchemy Core sees them; the migrations make them."""

from service.db.tables.after import outcome, review
from service.db.tables.audit import (
    audit_block,
    audit_chain,
    audit_detail,
    audit_event,
    audit_sealed,
)
from service.db.tables.base import METADATA
from service.db.tables.care import check_in, coach_alert, wellbeing_score
from service.db.tables.catalogue import candidate, coach, organisation, vacancy
from service.db.tables.deciding import (
    decision,
    done_request,
    forbid,
    placement,
    reason_code,
)
from service.db.tables.desk import shown_to
from service.db.tables.places import (
    municipality,
    partnership,
    partnership_member,
    postcode,
    region,
    weight_set,
)
from service.db.tables.planning import (
    bottleneck,
    pin_cost,
    pin_cost_person,
    scenario,
    scenario_count,
    scenario_solve,
)
from service.db.tables.runs import (
    erasure,
    import_job,
    match_run,
    proposal,
    proposal_vacancy,
    run_change,
    run_input,
    run_resource,
    unplaced,
)

__all__ = [
    "METADATA",
    "audit_block",
    "audit_chain",
    "audit_detail",
    "audit_event",
    "audit_sealed",
    "bottleneck",
    "candidate",
    "check_in",
    "coach",
    "coach_alert",
    "decision",
    "done_request",
    "erasure",
    "forbid",
    "import_job",
    "match_run",
    "municipality",
    "organisation",
    "outcome",
    "partnership",
    "partnership_member",
    "pin_cost",
    "pin_cost_person",
    "placement",
    "postcode",
    "proposal",
    "proposal_vacancy",
    "reason_code",
    "region",
    "review",
    "run_change",
    "run_input",
    "run_resource",
    "scenario",
    "scenario_count",
    "scenario_solve",
    "shown_to",
    "unplaced",
    "vacancy",
    "weight_set",
    "wellbeing_score",
]
