REVOKE INSERT, UPDATE, DELETE ON forbid, placement, proposal, proposal_vacancy FROM plaatsmaker_api;
REVOKE UPDATE (end_day, end_reason) ON placement FROM plaatsmaker_api;
REVOKE UPDATE (status, until) ON proposal FROM plaatsmaker_api;
DROP POLICY api_unpin ON placement;
DROP POLICY api_propose ON proposal;
DROP TABLE done_request, reason_code, decision;

ALTER TABLE forbid DROP reason, DROP made_by, DROP made_at;

-- Without pins and proposals of people's own there is no place for them.
DELETE FROM placement WHERE pinned;
DROP INDEX ix_placement_proposal_id;
ALTER TABLE placement
    DROP CONSTRAINT fk_placement_proposal_id,
    DROP CONSTRAINT ck_placement_reason,
    DROP proposal_id,
    DROP pinned,
    DROP reason,
    DROP made_by,
    DROP made_at,
    DROP end_reason;

DELETE FROM proposal WHERE run_id IS NULL;
DROP INDEX ix_proposal_municipality_candidate;
ALTER TABLE proposal
    DROP CONSTRAINT ck_proposal_source,
    DROP CONSTRAINT ck_proposal_run,
    DROP CONSTRAINT ck_proposal_proposed_by,
    DROP source,
    DROP proposed_by,
    DROP proposed_at,
    DROP until,
    ALTER run_id SET NOT NULL;
