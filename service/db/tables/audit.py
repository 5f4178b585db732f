"""What was done, by whom: written once, sealed in a chain; what names a person goes with it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    text,
)

from service.db.tables.base import METADATA, MUNICIPALITY, NOW, belongs, like, one_of


class EventKind(StrEnum):
    """What an event may tell."""

    MATCH_ASKED = "match_asked"
    RECORD_READ = "record_read"
    RECORDS_LISTED = "records_listed"
    PROPOSAL_SHOWN = "proposal_shown"
    PROPOSALS_LISTED = "proposals_listed"
    UNPLACED_LISTED = "unplaced_listed"
    CHANGES_LISTED = "changes_listed"
    PLACEMENT_SHOWN = "placement_shown"
    PLACEMENTS_LISTED = "placements_listed"
    KEPT_PLACE_SHOWN = "kept_place_shown"
    KEPT_PLACES_LISTED = "kept_places_listed"
    FORBIDDEN_PAIR_SHOWN = "forbidden_pair_shown"
    FORBIDDEN_PAIRS_LISTED = "forbidden_pairs_listed"
    CHECK_INS_LISTED = "check_ins_listed"
    ALERTS_LISTED = "alerts_listed"
    PROPOSAL_CREATED = "proposal_created"
    PROPOSAL_INTRODUCED = "proposal_introduced"
    PROPOSAL_ACCEPTED = "proposal_accepted"
    PROPOSAL_ADAPTED = "proposal_adapted"
    PROPOSAL_DECLINED = "proposal_declined"
    PROPOSAL_POSTPONED = "proposal_postponed"
    PLACEMENT_ENDED = "placement_ended"
    PLACEMENT_EXTENDED = "placement_extended"
    PLACE_KEPT = "place_kept"
    PLACE_GIVEN_UP = "place_given_up"
    PAIR_FORBIDDEN = "pair_forbidden"
    PAIR_ALLOWED = "pair_allowed"
    CHECK_IN_MADE = "check_in_made"
    ALERT_SEEN = "alert_seen"
    CANDIDATE_ERASED = "candidate_erased"
    IMPORTED = "imported"
    WEIGHT_SET_DRAFTED = "weight_set_drafted"
    WEIGHT_SET_APPROVED = "weight_set_approved"
    WEIGHT_SET_ACTIVATED = "weight_set_activated"
    WEIGHT_SET_RETIRED = "weight_set_retired"
    RUN_ASKED = "run_asked"
    RUN_CANCELLED = "run_cancelled"
    RUN_FINISHED = "run_finished"
    PUBLICATION_ASKED = "publication_asked"
    WITHDRAWAL_ASKED = "withdrawal_asked"
    PLAN_PUBLISHED = "plan_published"
    PLAN_WITHDRAWN = "plan_withdrawn"
    MATCHING_SUSPENDED = "matching_suspended"
    MATCHING_RESUMED = "matching_resumed"
    BOTTLENECKS_ASKED = "bottlenecks_asked"
    SCENARIO_ASKED = "scenario_asked"
    HOURS_AGREED = "hours_agreed"
    OUTCOME_NOTED = "outcome_noted"
    REVIEW_PLANNED = "review_planned"
    REVIEW_DONE = "review_done"
    REVIEW_DROPPED = "review_dropped"
    WELLBEING_NOTED = "wellbeing_noted"
    ACTIVITY_REPORTED = "activity_reported"
    DEPARTURES_REPORTED = "departures_reported"
    OUTCOMES_REPORTED = "outcomes_reported"
    WELLBEING_REPORTED = "wellbeing_reported"
    DEVIATIONS_REPORTED = "deviations_reported"
    DECISION_TIMES_REPORTED = "decision_times_reported"
    REVIEWS_LISTED = "reviews_listed"
    OUTCOMES_LISTED = "outcomes_listed"
    FOLLOW_UPS_LISTED = "follow_ups_listed"


_NO_HASH = text("decode(repeat('00'::text, 32), 'hex'::text)")

#: It refers to no other table: it outlives them, and a row at the desk must cost little.
audit_event = Table(
    "audit_event",
    METADATA,
    Column("id", Uuid, primary_key=True, server_default=text("uuidv7()")),
    Column("at", DateTime(timezone=True), nullable=False, server_default=NOW),
    Column(
        "transaction",
        BigInteger,
        nullable=False,
        server_default=text("((pg_current_xact_id())::text)::bigint"),
    ),
    Column("region", Text, nullable=False, server_default=text("asking_region()")),
    Column("municipality", Text, server_default=text("asking_municipality()")),
    Column("subject", Text, nullable=False, server_default=text("acting_subject()")),
    Column("kind", Text, nullable=False),
    Column("object", Uuid),
    Column("weight_set_version", Integer),
    Column("digest", LargeBinary),
    Column("items", Integer),
    CheckConstraint("items >= 0", name="items"),
    like("region", "^AM[0-9]{2}$"),
    like("municipality", MUNICIPALITY),
    one_of("kind", EventKind),
    CheckConstraint("length(digest) = 32", name="digest"),
    Index(None, "region", "transaction", "id"),
    Index(None, "region", "at", "id"),
    Index(None, "municipality", "at", "id"),
)

audit_detail = Table(
    "audit_detail",
    METADATA,
    Column(
        "event_id", Uuid, ForeignKey("audit_event.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("municipality", Text, nullable=False),
    Column("candidate", Text, nullable=False),
    Column("words", Text),
    Column("salt", LargeBinary, nullable=False),
    belongs("candidate", "CASCADE"),
    Index(None, "municipality", "candidate"),
)  # fmt: skip

audit_block = Table(
    "audit_block",
    METADATA,
    Column("region", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sealed_at", DateTime(timezone=True), nullable=False),
    Column("first_event", Uuid, nullable=False),
    Column("last_event", Uuid, nullable=False),
    Column("events", Integer, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    CheckConstraint("events > 0", name="events"),
)

audit_sealed = Table(
    "audit_sealed",
    METADATA,
    Column("event_id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("number", Integer, nullable=False),
    ForeignKeyConstraint(["region", "number"], ["audit_block.region", "audit_block.number"]),
    Index(None, "region", "number"),
)

#: The last block that was forgotten, the last that was sealed; what transactions before `horizon`
#: wrote is all sealed.
audit_chain = Table(
    "audit_chain",
    METADATA,
    Column("region", Text, ForeignKey("region.code"), primary_key=True),
    Column("anchor_number", Integer, nullable=False, server_default=text("0")),
    Column("anchor_hash", LargeBinary, nullable=False, server_default=_NO_HASH),
    Column("head_number", Integer, nullable=False, server_default=text("0")),
    Column("head_hash", LargeBinary, nullable=False, server_default=_NO_HASH),
    Column("horizon", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint("anchor_number <= head_number", name="head"),
)
