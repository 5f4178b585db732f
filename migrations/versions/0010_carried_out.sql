-- What was agreed when somebody accepted or adapted a proposal, whatever becomes of the placement.
ALTER TABLE decision
    ADD start_day date,
    ADD end_day date,
    ADD coach_municipality text,
    ADD coach text,
    ADD CONSTRAINT ck_decision_end_day CHECK (start_day <= end_day),
    ADD CONSTRAINT ck_decision_coach CHECK ((coach_municipality IS NULL) = (coach IS NULL));

-- Whoever is deleted takes along what was proposed and not decided; what was decided is history.
CREATE POLICY api_erase ON proposal AS RESTRICTIVE FOR DELETE TO plaatsmaker_api USING (
    status NOT IN ('accepted', 'adapted', 'declined') AND NOT EXISTS (
        SELECT FROM candidate AS person
        WHERE person.municipality = proposal.municipality AND person.reference = proposal.candidate
    )
);
GRANT DELETE ON proposal TO plaatsmaker_api;

-- A placement whose last day is the day before its first never begins.
ALTER TABLE placement
    DROP CONSTRAINT ck_placement_end_day,
    ADD CONSTRAINT ck_placement_end_day CHECK (start_day - 1 <= end_day);
