CREATE OR REPLACE FUNCTION forget_person() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE decision SET motivation = NULL FROM proposal AS decided
    WHERE decided.id = decision.proposal_id AND decision.motivation IS NOT NULL
      AND decided.municipality = OLD.municipality AND decided.candidate = OLD.reference;
    UPDATE proposal
    SET candidate = 'erased-' || gen_random_uuid(),
        contributions = '{}', unknowns = '[]', signals = '[]'
    WHERE municipality = OLD.municipality AND candidate = OLD.reference
      AND status IN ('accepted', 'adapted', 'declined');
    DELETE FROM done_request
    WHERE municipality = OLD.municipality AND strpos(body, to_json(OLD.reference)::text) > 0;
    RETURN NULL;
END;
$$;

DROP TRIGGER number_former ON candidate;
DROP FUNCTION number_former();
-- What is nobody's has no place then.
DELETE FROM placement WHERE candidate IS NULL;
ALTER TABLE placement
    DROP CONSTRAINT fk_placement_municipality_candidate,
    ADD CONSTRAINT fk_placement_municipality_candidate FOREIGN KEY (municipality, candidate)
        REFERENCES candidate (municipality, reference),
    DROP CONSTRAINT ck_placement_whose,
    DROP former,
    ALTER candidate SET NOT NULL;

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
