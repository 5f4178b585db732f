-- How a region is matched overnight.
ALTER TABLE region
    ADD change_budget integer,
    ADD change_budget_percent smallint DEFAULT 10,
    ADD cooling_off_days smallint NOT NULL DEFAULT 14,
    ADD publishes_by_itself boolean NOT NULL DEFAULT true,
    ADD least_placed_percent smallint NOT NULL DEFAULT 90,
    ADD replayable_days smallint NOT NULL DEFAULT 180,
    ADD CONSTRAINT ck_region_change_budget CHECK (change_budget BETWEEN 0 AND 1000000),
    ADD CONSTRAINT ck_region_change_budget_percent CHECK (change_budget_percent BETWEEN 0 AND 100),
    ADD CONSTRAINT ck_region_one_budget CHECK (num_nonnulls(change_budget, change_budget_percent) <= 1),
    ADD CONSTRAINT ck_region_cooling_off_days CHECK (cooling_off_days BETWEEN 0 AND 365),
    ADD CONSTRAINT ck_region_least_placed_percent CHECK (least_placed_percent BETWEEN 0 AND 100),
    ADD CONSTRAINT ck_region_replayable_days CHECK (replayable_days BETWEEN 1 AND 730);
GRANT UPDATE (change_budget, change_budget_percent, cooling_off_days, publishes_by_itself,
    least_placed_percent, replayable_days) ON region TO plaatsmaker_api;

-- A run of the night may publish its plan by itself; a run may do an earlier one again.
ALTER TABLE match_run
    ADD plan_hash text,
    ADD replay_of uuid,
    ADD by_night boolean NOT NULL DEFAULT false,
    ADD change_budget integer,
    ADD read_at timestamptz,
    ADD published_at timestamptz,
    ADD changed integer,
    ADD forced integer,
    ADD dropped integer,
    ADD replayable boolean NOT NULL DEFAULT false,
    ADD alert text,
    ADD CONSTRAINT ck_match_run_change_budget CHECK (change_budget BETWEEN 0 AND 1000000),
    ADD CONSTRAINT fk_match_run_replay_of FOREIGN KEY (replay_of) REFERENCES match_run (id);
CREATE UNIQUE INDEX uq_match_run_night ON match_run (region, today) WHERE by_night;
GRANT INSERT (replay_of, change_budget) ON match_run TO plaatsmaker_api;

-- Everything that a run read, compressed, so that it can be done again.
CREATE TABLE run_input (
    run_id uuid NOT NULL,
    region text NOT NULL,
    document bytea NOT NULL,
    expires_on date NOT NULL,
    CONSTRAINT pk_run_input PRIMARY KEY (run_id),
    CONSTRAINT fk_run_input_run_id FOREIGN KEY (run_id) REFERENCES match_run (id) ON DELETE CASCADE,
    CONSTRAINT fk_run_input_region FOREIGN KEY (region) REFERENCES region (code)
);
CREATE INDEX ix_run_input_region_expires_on ON run_input (region, expires_on);
ALTER TABLE run_input ALTER document SET STORAGE EXTERNAL;

-- What a plan changed of what stood open, and what stood in the way when it was published or taken
-- back.
CREATE TABLE run_change (
    run_id uuid NOT NULL,
    municipality text NOT NULL,
    candidate text NOT NULL,
    step text NOT NULL,
    cause text NOT NULL,
    detail text,
    since text[] NOT NULL DEFAULT '{}',
    vacancies_before text[] NOT NULL DEFAULT '{}',
    vacancies_after text[] NOT NULL DEFAULT '{}',
    coach_before text,
    coach_after text,
    fit_before smallint,
    fit_now smallint,
    fit_after smallint,
    CONSTRAINT pk_run_change PRIMARY KEY (run_id, municipality, candidate, step),
    CONSTRAINT ck_run_change_step CHECK (step IN ('match', 'publication', 'withdrawal')),
    CONSTRAINT ck_run_change_cause CHECK (cause ~ '^[a-z_]{1,40}$'),
    CONSTRAINT ck_run_change_candidate CHECK (candidate ~ '^[A-Za-z0-9_.-]{1,64}$'),
    CONSTRAINT fk_run_change_run_id FOREIGN KEY (run_id) REFERENCES match_run (id) ON DELETE CASCADE,
    CONSTRAINT fk_run_change_municipality FOREIGN KEY (municipality) REFERENCES municipality (code)
);
CREATE INDEX ix_run_change_municipality_candidate ON run_change (municipality, candidate);

-- Which plan took a proposal off the table; taken back, it may let it stand again.
ALTER TABLE proposal
    ADD superseded_by uuid,
    ADD CONSTRAINT fk_proposal_superseded_by FOREIGN KEY (superseded_by)
        REFERENCES match_run (id) ON DELETE SET NULL;
CREATE INDEX ix_proposal_superseded_by ON proposal (superseded_by);
DROP POLICY worker_moves ON proposal;
CREATE POLICY worker_moves ON proposal AS RESTRICTIVE FOR UPDATE TO plaatsmaker_worker
    USING (status NOT IN ('accepted', 'adapted', 'declined'))
    WITH CHECK (status IN ('open', 'superseded', 'withdrawn', 'expired'));
GRANT UPDATE (superseded_by) ON proposal TO plaatsmaker_worker;

-- What it was worth to a plan that somebody takes part: where the next search begins.
ALTER TABLE proposal ADD price double precision;
ALTER TABLE unplaced ADD price double precision;

-- People who were deleted, until they are out of what runs have kept.
CREATE TABLE erasure (
    municipality text NOT NULL,
    candidate text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_erasure PRIMARY KEY (municipality, candidate),
    CONSTRAINT fk_erasure_municipality FOREIGN KEY (municipality) REFERENCES municipality (code)
);

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['run_input', 'run_change', 'erasure'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', noun);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', noun);
        EXECUTE format('CREATE POLICY owner_all ON %I TO plaatsmaker_owner USING (true)', noun);
    END LOOP;
    FOREACH noun IN ARRAY ARRAY['run_change', 'erasure'] LOOP
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
CREATE POLICY worker_region ON run_input TO plaatsmaker_worker USING (
    region = nullif(current_setting('plaatsmaker.region', true), '')
);
CREATE POLICY api_erase ON run_change AS RESTRICTIVE FOR DELETE TO plaatsmaker_api USING (
    NOT EXISTS (
        SELECT FROM candidate AS person
        WHERE person.municipality = run_change.municipality
          AND person.reference = run_change.candidate
    )
);

GRANT SELECT, INSERT, UPDATE, DELETE ON run_input TO plaatsmaker_worker;
GRANT SELECT, INSERT, DELETE ON run_change TO plaatsmaker_worker;
GRANT SELECT, DELETE ON run_change TO plaatsmaker_api;
GRANT SELECT, DELETE ON erasure TO plaatsmaker_worker;
GRANT SELECT, INSERT ON erasure TO plaatsmaker_api;
