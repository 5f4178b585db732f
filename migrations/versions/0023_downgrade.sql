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
