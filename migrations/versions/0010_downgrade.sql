REVOKE DELETE ON proposal FROM plaatsmaker_api;
DROP POLICY api_erase ON proposal;
ALTER TABLE decision
    DROP COLUMN start_day, DROP COLUMN end_day,
    DROP COLUMN coach_municipality, DROP COLUMN coach;
