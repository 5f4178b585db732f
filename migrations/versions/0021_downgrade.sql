ALTER TABLE decision
    DROP instead_of, DROP seconds_since_shown, DROP seconds_since_published;
REVOKE UPDATE (shown_at) ON proposal FROM plaatsmaker_api;
ALTER TABLE proposal DROP shown_at, DROP rank;
