-- Whoever is deleted takes along why a run found no place.
CREATE INDEX ix_unplaced_municipality_candidate ON unplaced (municipality, candidate);
CREATE POLICY api_erase ON unplaced AS RESTRICTIVE FOR DELETE TO plaatsmaker_api USING (
    NOT EXISTS (
        SELECT FROM candidate AS person
        WHERE person.municipality = unplaced.municipality AND person.reference = unplaced.candidate
    )
);
GRANT DELETE ON unplaced TO plaatsmaker_api;
