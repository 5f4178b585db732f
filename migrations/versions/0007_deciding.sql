-- A proposal is of a run, of a desk's short list, or a caseworker's own idea.
ALTER TABLE proposal
    ALTER run_id DROP NOT NULL,
    ADD source text NOT NULL DEFAULT 'run',
    ADD proposed_by text,
    ADD proposed_at timestamptz NOT NULL DEFAULT now(),
    ADD until date,
    ADD CONSTRAINT ck_proposal_source CHECK (source IN ('run', 'short_list', 'own')),
    ADD CONSTRAINT ck_proposal_run CHECK ((source = 'run') = (run_id IS NOT NULL)),
    ADD CONSTRAINT ck_proposal_proposed_by CHECK ((source = 'run') = (proposed_by IS NULL));
CREATE INDEX ix_proposal_municipality_candidate ON proposal (municipality, candidate);

-- A placement that is pinned is a place kept for somebody: it counts as taken until its end, or
-- until it is given up.
ALTER TABLE placement
    ADD proposal_id uuid,
    ADD pinned boolean NOT NULL DEFAULT false,
    ADD reason text,
    ADD made_by text NOT NULL DEFAULT 'import',
    ADD made_at timestamptz NOT NULL DEFAULT now(),
    ADD end_reason text,
    ADD CONSTRAINT ck_placement_reason CHECK (pinned <= (reason IS NOT NULL)),
    ADD CONSTRAINT fk_placement_proposal_id FOREIGN KEY (proposal_id)
        REFERENCES proposal (id) ON DELETE SET NULL;
CREATE INDEX ix_placement_proposal_id ON placement (proposal_id);

ALTER TABLE forbid
    ADD reason text NOT NULL DEFAULT 'other',
    ADD made_by text NOT NULL DEFAULT 'import',
    ADD made_at timestamptz NOT NULL DEFAULT now();

-- What somebody decided of a proposal; it is never changed.
CREATE TABLE decision (
    id uuid NOT NULL,
    municipality text NOT NULL,
    proposal_id uuid NOT NULL,
    decision text NOT NULL,
    reason text,
    motivation text,
    until date,
    decided_by text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_decision PRIMARY KEY (id),
    CONSTRAINT ck_decision_decision
        CHECK (decision IN ('introduced', 'accepted', 'adapted', 'declined', 'postponed')),
    CONSTRAINT ck_decision_reason CHECK (reason ~ '^[a-z][a-z_]{0,39}$'),
    CONSTRAINT ck_decision_motivation CHECK (length(motivation) <= 1000),
    CONSTRAINT fk_decision_municipality FOREIGN KEY (municipality) REFERENCES municipality (code),
    CONSTRAINT fk_decision_proposal_id FOREIGN KEY (proposal_id)
        REFERENCES proposal (id) ON DELETE CASCADE
);
CREATE INDEX ix_decision_proposal_id ON decision (proposal_id);

-- Why somebody decided; without a municipality it is everybody's.
CREATE TABLE reason_code (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    municipality text,
    code text NOT NULL,
    uses text[] NOT NULL,
    dutch text NOT NULL,
    english text NOT NULL,
    CONSTRAINT pk_reason_code PRIMARY KEY (id),
    CONSTRAINT uq_reason_code_municipality_code UNIQUE NULLS NOT DISTINCT (municipality, code),
    CONSTRAINT ck_reason_code_code CHECK (code ~ '^[a-z][a-z_]{0,39}$'),
    CONSTRAINT ck_reason_code_uses CHECK (
        cardinality(uses) > 0 AND uses <@ ARRAY[
            'accepted', 'adapted', 'declined', 'postponed', 'ending', 'pin', 'forbid']::text[]
    ),
    CONSTRAINT ck_reason_code_words CHECK (
        length(dutch) BETWEEN 1 AND 200 AND length(english) BETWEEN 1 AND 200
    ),
    CONSTRAINT fk_reason_code_municipality FOREIGN KEY (municipality)
        REFERENCES municipality (code)
);

-- A request that was done, by the key its caller gave it: asked again, it gives the same answer.
CREATE TABLE done_request (
    caller text NOT NULL,
    key text NOT NULL,
    digest text NOT NULL,
    status smallint,
    headers jsonb NOT NULL DEFAULT '{}'::jsonb,
    body text,
    asked_at timestamptz NOT NULL DEFAULT now(),
    municipality text,
    region text,
    CONSTRAINT pk_done_request PRIMARY KEY (caller, key),
    CONSTRAINT ck_done_request_key CHECK (length(key) BETWEEN 1 AND 100),
    CONSTRAINT ck_done_request_whose CHECK (num_nonnulls(municipality, region) = 1),
    CONSTRAINT fk_done_request_municipality FOREIGN KEY (municipality)
        REFERENCES municipality (code),
    CONSTRAINT fk_done_request_region FOREIGN KEY (region) REFERENCES region (code)
);
CREATE INDEX ix_done_request_asked_at ON done_request (asked_at);

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['decision', 'reason_code', 'done_request'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', noun);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', noun);
        EXECUTE format('CREATE POLICY owner_all ON %I TO plaatsmaker_owner USING (true)', noun);
    END LOOP;
    FOREACH noun IN ARRAY ARRAY['decision', 'reason_code'] LOOP
        EXECUTE format(
            'CREATE POLICY api_own ON %I TO plaatsmaker_api'
            ' USING (municipality = (SELECT asking_municipality()))', noun
        );
        EXECUTE format(
            'CREATE POLICY worker_region ON %I TO plaatsmaker_worker'
            ' USING (municipality = ANY ((SELECT municipalities_acted_for())::text[]))', noun
        );
    END LOOP;
END;
$$;
CREATE POLICY api_everybodys ON reason_code FOR SELECT TO plaatsmaker_api USING (
    municipality IS NULL
);
CREATE POLICY api_own ON done_request TO plaatsmaker_api USING (
    municipality = (SELECT asking_municipality())
    OR (SELECT asking_municipality()) IS NULL AND region = (SELECT asking_region())
);

-- A decided placement is ended, never deleted; a kept place may be given up.
CREATE POLICY api_unpin ON placement AS RESTRICTIVE FOR DELETE TO plaatsmaker_api USING (pinned);

-- What a run proposes only a run stores.
CREATE POLICY api_propose ON proposal AS RESTRICTIVE FOR INSERT TO plaatsmaker_api WITH CHECK (
    source <> 'run'
);

GRANT INSERT, DELETE ON forbid, placement TO plaatsmaker_api;
GRANT UPDATE (end_day, end_reason) ON placement TO plaatsmaker_api;
GRANT INSERT ON proposal, proposal_vacancy TO plaatsmaker_api;
GRANT UPDATE (status, until) ON proposal TO plaatsmaker_api;
GRANT SELECT, INSERT ON decision, reason_code, done_request TO plaatsmaker_api;
GRANT UPDATE (status, headers, body) ON done_request TO plaatsmaker_api;

-- Upkeep clears away what nobody asks for again.
CREATE POLICY worker_old ON done_request TO plaatsmaker_worker USING (
    asked_at < now() - interval '2 days'
);
GRANT SELECT, DELETE ON done_request TO plaatsmaker_worker;
