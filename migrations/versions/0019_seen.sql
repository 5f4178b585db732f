-- Of a list it is noted how many it showed.
ALTER TABLE audit_event
    ADD items integer,
    ADD CONSTRAINT ck_audit_event_items CHECK (items >= 0),
    DROP CONSTRAINT ck_audit_event_kind,
    ADD CONSTRAINT ck_audit_event_kind CHECK (kind IN (
        'match_asked', 'record_read', 'records_listed', 'proposal_shown', 'proposals_listed',
        'unplaced_listed', 'changes_listed', 'placement_shown', 'placements_listed',
        'kept_place_shown', 'kept_places_listed', 'forbidden_pair_shown', 'forbidden_pairs_listed',
        'check_ins_listed', 'alerts_listed', 'proposal_created',
        'proposal_introduced', 'proposal_accepted', 'proposal_adapted', 'proposal_declined',
        'proposal_postponed', 'placement_ended', 'placement_extended', 'place_kept',
        'place_given_up', 'pair_forbidden', 'pair_allowed', 'check_in_made', 'alert_seen',
        'candidate_erased', 'imported',
        'weight_set_drafted', 'weight_set_approved', 'weight_set_activated', 'weight_set_retired',
        'run_asked', 'run_cancelled', 'run_finished', 'publication_asked', 'withdrawal_asked',
        'plan_published', 'plan_withdrawn', 'matching_suspended', 'matching_resumed',
        'bottlenecks_asked', 'scenario_asked', 'hours_agreed', 'outcome_noted', 'review_planned',
        'review_done', 'review_dropped', 'wellbeing_noted', 'activity_reported',
        'departures_reported', 'outcomes_reported', 'wellbeing_reported', 'deviations_reported',
        'decision_times_reported', 'reviews_listed', 'outcomes_listed', 'follow_ups_listed'
    ));
GRANT INSERT (items) ON audit_event TO plaatsmaker_api;
