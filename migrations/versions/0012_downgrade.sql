REVOKE DELETE ON unplaced FROM plaatsmaker_api;
DROP POLICY api_erase ON unplaced;
DROP INDEX ix_unplaced_municipality_candidate;
