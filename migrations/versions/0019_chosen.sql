-- When a proposal was first shown, and its rank in the short list that it was chosen from.
ALTER TABLE proposal
    ADD shown_at timestamptz,
    ADD rank smallint,
    ADD CONSTRAINT ck_proposal_rank CHECK (
        rank IS NULL OR rank BETWEEN 1 AND 20 AND source = 'short_list'
    );
GRANT UPDATE (shown_at) ON proposal TO plaatsmaker_api;

-- In place of which proposal of a plan something was chosen; it may be forgotten with its person.
-- And how many seconds after what was decided of was shown, and its plan published.
ALTER TABLE decision
    ADD instead_of uuid,
    ADD seconds_since_shown integer,
    ADD seconds_since_published integer,
    ADD CONSTRAINT ck_decision_seconds_since_shown CHECK (seconds_since_shown >= 0),
    ADD CONSTRAINT ck_decision_seconds_since_published CHECK (seconds_since_published >= 0);
