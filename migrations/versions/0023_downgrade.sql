DROP TRIGGER forget_reviews ON placement;
DROP FUNCTION forget_reviews();
DROP FUNCTION wellbeing_change(date, date, integer), placement_history(), outcome_category(text, text);
DROP TABLE wellbeing_score, review, outcome;
ALTER TABLE placement DROP week_minutes;

-- Codes that say where somebody went have no place any more; who used one to end keeps it.
DELETE FROM reason_code WHERE uses <@ '{outcome,follow_up,advice}';
ALTER TABLE reason_code
    DROP CONSTRAINT ck_reason_code_outcome,
    DROP counts_as,
    DROP CONSTRAINT ck_reason_code_uses;
UPDATE reason_code
SET uses = array_remove(array_remove(array_remove(uses, 'outcome'), 'follow_up'), 'advice');
ALTER TABLE reason_code
    ADD CONSTRAINT ck_reason_code_uses CHECK (
        cardinality(uses) > 0 AND uses <@ ARRAY[
            'accepted', 'adapted', 'declined', 'postponed', 'ending', 'pin', 'forbid']::text[]
    );

-- What was done is never changed: what an earlier version does not know is not checked.
DO $$
DECLARE
    allowed text := (
        SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_audit_event_kind'
    );
BEGIN
    ALTER TABLE audit_event DROP CONSTRAINT ck_audit_event_kind;
    EXECUTE 'ALTER TABLE audit_event ADD CONSTRAINT ck_audit_event_kind ' || replace(
        allowed,
        ', ''hours_agreed''::text, ''outcome_noted''::text, ''review_planned''::text'
        ', ''review_done''::text, ''review_dropped''::text, ''wellbeing_noted''::text'
        ', ''activity_reported''::text, ''departures_reported''::text'
        ', ''outcomes_reported''::text, ''wellbeing_reported''::text'
        ', ''deviations_reported''::text, ''decision_times_reported''::text'
        ', ''reviews_listed''::text, ''outcomes_listed''::text, ''follow_ups_listed''::text', ''
    ) || CASE WHEN allowed LIKE '%NOT VALID' THEN '' ELSE ' NOT VALID' END;
END;
$$;
