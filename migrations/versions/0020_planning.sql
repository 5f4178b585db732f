-- What was asked of a day as it would be. A list of bottlenecks is asked for once per run.
CREATE TABLE scenario (
    id uuid NOT NULL,
    region text NOT NULL,
    municipality text,
    base_run uuid NOT NULL,
    purpose text NOT NULL,
    name text,
    changes jsonb NOT NULL DEFAULT '[]',
    status text NOT NULL DEFAULT 'queued',
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    finished_at timestamptz,
    solved smallint NOT NULL DEFAULT 0,
    to_solve smallint,
    failure text,
    job_id bigint,
    attempts smallint NOT NULL DEFAULT 0,
    CONSTRAINT pk_scenario PRIMARY KEY (id),
    CONSTRAINT ck_scenario_purpose CHECK (purpose IN ('bottlenecks', 'scenario')),
    CONSTRAINT ck_scenario_status CHECK (status IN ('queued', 'running', 'finished', 'failed')),
    CONSTRAINT ck_scenario_solved CHECK (solved BETWEEN 0 AND to_solve),
    CONSTRAINT fk_scenario_region FOREIGN KEY (region) REFERENCES region (code),
    CONSTRAINT fk_scenario_municipality FOREIGN KEY (municipality) REFERENCES municipality (code),
    CONSTRAINT fk_scenario_base_run FOREIGN KEY (base_run)
        REFERENCES match_run (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX uq_scenario_bottlenecks ON scenario (base_run)
    WHERE purpose = 'bottlenecks' AND status <> 'failed';
CREATE INDEX ix_scenario_region_requested_at ON scenario (region, requested_at);

-- How it was solved: the day as it was, and as it would be.
CREATE TABLE scenario_solve (
    scenario_id uuid NOT NULL,
    side text NOT NULL,
    outcome text NOT NULL,
    method text NOT NULL,
    value bigint NOT NULL,
    bound bigint NOT NULL,
    gap double precision,
    seconds double precision NOT NULL,
    CONSTRAINT pk_scenario_solve PRIMARY KEY (scenario_id, side),
    CONSTRAINT ck_scenario_solve_side CHECK (side IN ('base', 'changed')),
    CONSTRAINT fk_scenario_solve_scenario_id FOREIGN KEY (scenario_id)
        REFERENCES scenario (id) ON DELETE CASCADE
);

-- Counts, of the people of one municipality or of all: never a person.
CREATE TABLE scenario_count (
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    scenario_id uuid NOT NULL,
    side text NOT NULL,
    municipality text,
    people integer NOT NULL,
    placed integer NOT NULL,
    elsewhere integer NOT NULL,
    mean_fit smallint,
    mean_travel_minutes integer,
    coach_minutes integer NOT NULL,
    CONSTRAINT pk_scenario_count PRIMARY KEY (id),
    CONSTRAINT ck_scenario_count_side CHECK (side IN ('base', 'changed')),
    CONSTRAINT ck_scenario_count_placed CHECK (placed BETWEEN elsewhere AND people),
    CONSTRAINT ck_scenario_count_mean_fit CHECK (mean_fit BETWEEN 0 AND 10000),
    CONSTRAINT fk_scenario_count_scenario_id FOREIGN KEY (scenario_id)
        REFERENCES scenario (id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX uq_scenario_count ON scenario_count (scenario_id, side, municipality)
    NULLS NOT DISTINCT;

-- What a little more of something scarce would bring. `seen_by` are the municipalities that may see
-- the place, the guides or the coach.
CREATE TABLE bottleneck (
    scenario_id uuid NOT NULL,
    position smallint NOT NULL,
    kind text NOT NULL,
    municipality text NOT NULL,
    reference text NOT NULL,
    level text,
    seen_by text[] NOT NULL,
    step integer NOT NULL,
    price double precision,
    waiting integer NOT NULL,
    competing integer,
    placed_more integer NOT NULL,
    fit_more integer,
    at_least bigint NOT NULL,
    at_most bigint NOT NULL,
    outcome text NOT NULL,
    gap double precision,
    seconds double precision NOT NULL,
    CONSTRAINT pk_bottleneck PRIMARY KEY (scenario_id, position),
    CONSTRAINT ck_bottleneck_kind CHECK (kind IN ('seats', 'guidance', 'total', 'coaching')),
    CONSTRAINT ck_bottleneck_level CHECK (level IN ('light', 'medium', 'intensive')),
    CONSTRAINT fk_bottleneck_scenario_id FOREIGN KEY (scenario_id)
        REFERENCES scenario (id) ON DELETE CASCADE
);

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['scenario', 'scenario_solve', 'scenario_count', 'bottleneck'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', noun);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', noun);
        EXECUTE format('CREATE POLICY owner_all ON %I TO plaatsmaker_owner USING (true)', noun);
    END LOOP;
    FOREACH noun IN ARRAY ARRAY['scenario_solve', 'scenario_count', 'bottleneck'] LOOP
        EXECUTE format(
            'CREATE POLICY worker_region ON %I TO plaatsmaker_worker'
            ' USING (EXISTS (SELECT FROM scenario WHERE scenario.id = scenario_id))', noun
        );
    END LOOP;
END;
$$;

-- Who sees a run sees what was asked of its day; who may ask for the run may ask that.
CREATE POLICY api_read ON scenario FOR SELECT TO plaatsmaker_api USING (
    EXISTS (SELECT FROM match_run WHERE match_run.id = base_run)
);
CREATE POLICY api_request ON scenario FOR INSERT TO plaatsmaker_api WITH CHECK (
    municipality IS NOT DISTINCT FROM (SELECT asking_municipality())
    AND EXISTS (
        SELECT FROM match_run
        WHERE match_run.id = base_run AND match_run.region = scenario.region
          AND match_run.municipality IS NOT DISTINCT FROM scenario.municipality
    )
);
CREATE POLICY api_change ON scenario FOR UPDATE TO plaatsmaker_api USING (
    municipality IS NOT DISTINCT FROM (SELECT asking_municipality())
    AND EXISTS (SELECT FROM match_run WHERE match_run.id = base_run)
);
CREATE POLICY worker_region ON scenario TO plaatsmaker_worker USING (
    region = nullif(current_setting('plaatsmaker.region', true), '')
);

-- A municipality sees its own counts and those of all; a region those of each.
CREATE POLICY api_read ON scenario_solve FOR SELECT TO plaatsmaker_api USING (
    EXISTS (SELECT FROM scenario WHERE scenario.id = scenario_id)
);
CREATE POLICY api_read ON scenario_count FOR SELECT TO plaatsmaker_api USING (
    EXISTS (SELECT FROM scenario WHERE scenario.id = scenario_id)
    AND coalesce(municipality = (SELECT asking_municipality()), true)
);
CREATE POLICY api_read ON bottleneck FOR SELECT TO plaatsmaker_api USING (
    EXISTS (SELECT FROM scenario WHERE scenario.id = scenario_id)
    AND coalesce((SELECT asking_municipality()) = ANY (seen_by), true)
);

GRANT SELECT ON scenario, scenario_solve, scenario_count, bottleneck
    TO plaatsmaker_api, plaatsmaker_worker;
GRANT INSERT (id, region, municipality, base_run, purpose, name, changes, requested_by),
    UPDATE (job_id) ON scenario TO plaatsmaker_api;
GRANT UPDATE (status, attempts, solved, to_solve, started_at, finished_at, failure, job_id)
    ON scenario TO plaatsmaker_worker;
GRANT INSERT, DELETE ON scenario_solve, scenario_count, bottleneck TO plaatsmaker_worker;
