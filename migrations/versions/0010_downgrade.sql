DELETE FROM placement WHERE end_day < start_day;
ALTER TABLE placement
    DROP CONSTRAINT ck_placement_end_day,
    ADD CONSTRAINT ck_placement_end_day CHECK (start_day <= end_day);
REVOKE DELETE ON proposal FROM plaatsmaker_api;
DROP POLICY api_erase ON proposal;
ALTER TABLE decision
    DROP COLUMN start_day, DROP COLUMN end_day,
    DROP COLUMN coach_municipality, DROP COLUMN coach;
