-- What was noted since stays: nobody deletes what was done. Blocks that hold a list do not fit then.
ALTER TABLE audit_event
    DROP items,
    DROP CONSTRAINT ck_audit_event_kind,
    ADD CONSTRAINT ck_audit_event_kind CHECK (kind IN (
        'match_asked', 'record_read', 'records_listed', 'proposal_shown', 'proposal_created',
        'proposal_introduced', 'proposal_accepted', 'proposal_adapted', 'proposal_declined',
        'proposal_postponed', 'placement_ended', 'placement_extended', 'place_kept',
        'place_given_up', 'pair_forbidden', 'pair_allowed', 'candidate_erased', 'imported',
        'weight_set_drafted', 'weight_set_approved', 'weight_set_activated', 'weight_set_retired',
        'run_asked', 'run_cancelled', 'run_finished', 'publication_asked', 'withdrawal_asked',
        'plan_published', 'plan_withdrawn', 'matching_suspended', 'matching_resumed'
    )) NOT VALID;

ALTER TABLE decision
    DROP instead_of, DROP seconds_since_shown, DROP seconds_since_published;
REVOKE UPDATE (shown_at) ON proposal FROM plaatsmaker_api;
ALTER TABLE proposal DROP shown_at, DROP rank;
