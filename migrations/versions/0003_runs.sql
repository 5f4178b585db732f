CREATE TABLE match_run (
    id UUID NOT NULL,
    region TEXT NOT NULL,
    municipality TEXT,
    status TEXT DEFAULT 'queued' NOT NULL,
    plan_status TEXT,
    weight_set_version INTEGER NOT NULL,
    today DATE NOT NULL,
    seed BIGINT DEFAULT 0 NOT NULL,
    work_limit BIGINT,
    requested_by TEXT NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE,
    finished_at TIMESTAMP WITH TIME ZONE,
    cancel_requested_at TIMESTAMP WITH TIME ZONE,
    progress JSONB DEFAULT '{}'::jsonb NOT NULL,
    input_hash TEXT,
    code_version TEXT,
    lock_hash TEXT,
    outcome TEXT,
    method TEXT,
    value BIGINT,
    bound BIGINT,
    gap DOUBLE PRECISION,
    placed INTEGER,
    people INTEGER,
    summary JSONB DEFAULT '{}'::jsonb NOT NULL,
    failure TEXT,
    job_id BIGINT,
    attempts SMALLINT DEFAULT 0 NOT NULL,
    CONSTRAINT pk_match_run PRIMARY KEY (id),
    CONSTRAINT ck_match_run_status CHECK (status IN ('queued', 'running', 'finished', 'failed', 'cancelled')),
    CONSTRAINT ck_match_run_plan_status CHECK (plan_status IN ('draft', 'published', 'superseded', 'withdrawn')),
    CONSTRAINT ck_match_run_outcome CHECK (outcome IN ('OPTIMAL', 'FEASIBLE', 'INFEASIBLE', 'UNKNOWN', 'CANCELLED')),
    CONSTRAINT ck_match_run_placed CHECK (placed BETWEEN 0 AND people),
    CONSTRAINT ck_match_run_attempts CHECK (attempts >= 0),
    CONSTRAINT fk_match_run_region FOREIGN KEY(region) REFERENCES region (code),
    CONSTRAINT fk_match_run_municipality FOREIGN KEY(municipality) REFERENCES municipality (code),
    CONSTRAINT fk_match_run_weight_set_version FOREIGN KEY(weight_set_version) REFERENCES weight_set (version)
);

CREATE INDEX ix_match_run_municipality_requested_at ON match_run (municipality, requested_at);

CREATE INDEX ix_match_run_region_requested_at ON match_run (region, requested_at);

CREATE TABLE proposal (
    id UUID NOT NULL,
    run_id UUID NOT NULL,
    municipality TEXT NOT NULL,
    candidate TEXT NOT NULL,
    coach_municipality TEXT,
    coach TEXT,
    start_day DATE NOT NULL,
    fit SMALLINT NOT NULL,
    runner_up_fit SMALLINT,
    contributions JSONB DEFAULT '{}'::jsonb NOT NULL,
    unknowns JSONB DEFAULT '[]'::jsonb NOT NULL,
    signals JSONB DEFAULT '[]'::jsonb NOT NULL,
    question BOOLEAN NOT NULL,
    motivate BOOLEAN NOT NULL,
    rather_not BOOLEAN NOT NULL,
    status TEXT DEFAULT 'open' NOT NULL,
    CONSTRAINT pk_proposal PRIMARY KEY (id),
    CONSTRAINT ck_proposal_coach CHECK ((coach_municipality IS NULL) = (coach IS NULL)),
    CONSTRAINT uq_proposal_run_id_municipality_candidate UNIQUE (run_id, municipality, candidate),
    CONSTRAINT ck_proposal_candidate CHECK (candidate ~ '^[A-Za-z0-9_.-]{1,64}$'),
    CONSTRAINT ck_proposal_fit CHECK (fit BETWEEN 0 AND 10000),
    CONSTRAINT ck_proposal_runner_up_fit CHECK (runner_up_fit BETWEEN 0 AND 10000),
    CONSTRAINT ck_proposal_status CHECK (status IN ('open', 'introduced', 'accepted', 'adapted', 'declined', 'postponed', 'expired', 'superseded', 'withdrawn')),
    CONSTRAINT fk_proposal_run_id FOREIGN KEY(run_id) REFERENCES match_run (id) ON DELETE CASCADE,
    CONSTRAINT fk_proposal_municipality FOREIGN KEY(municipality) REFERENCES municipality (code)
);

CREATE TABLE proposal_vacancy (
    proposal_id UUID NOT NULL,
    position SMALLINT NOT NULL,
    municipality TEXT NOT NULL,
    vacancy_municipality TEXT NOT NULL,
    vacancy TEXT NOT NULL,
    CONSTRAINT pk_proposal_vacancy PRIMARY KEY (proposal_id, position),
    CONSTRAINT ck_proposal_vacancy_position CHECK (position BETWEEN 0 AND 1),
    CONSTRAINT ck_proposal_vacancy_vacancy CHECK (vacancy ~ '^[A-Za-z0-9_.-]{1,64}$'),
    CONSTRAINT fk_proposal_vacancy_proposal_id FOREIGN KEY(proposal_id) REFERENCES proposal (id) ON DELETE CASCADE,
    CONSTRAINT fk_proposal_vacancy_municipality FOREIGN KEY(municipality) REFERENCES municipality (code)
);

CREATE TABLE unplaced (
    run_id UUID NOT NULL,
    municipality TEXT NOT NULL,
    candidate TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail JSONB,
    CONSTRAINT pk_unplaced PRIMARY KEY (run_id, municipality, candidate),
    CONSTRAINT ck_unplaced_candidate CHECK (candidate ~ '^[A-Za-z0-9_.-]{1,64}$'),
    CONSTRAINT ck_unplaced_reason CHECK (reason ~ '^[a-z_]{1,40}$'),
    CONSTRAINT fk_unplaced_run_id FOREIGN KEY(run_id) REFERENCES match_run (id) ON DELETE CASCADE,
    CONSTRAINT fk_unplaced_municipality FOREIGN KEY(municipality) REFERENCES municipality (code)
);

CREATE TABLE run_resource (
    run_id UUID NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    municipality TEXT,
    reference TEXT NOT NULL,
    level TEXT,
    capacity BIGINT NOT NULL,
    used BIGINT NOT NULL,
    price DOUBLE PRECISION,
    CONSTRAINT pk_run_resource PRIMARY KEY (run_id, position),
    CONSTRAINT ck_run_resource_level CHECK (level IN ('none', 'light', 'medium', 'intensive')),
    CONSTRAINT ck_run_resource_used CHECK (used BETWEEN 0 AND capacity),
    CONSTRAINT fk_run_resource_run_id FOREIGN KEY(run_id) REFERENCES match_run (id) ON DELETE CASCADE
);

CREATE TABLE placement (
    id UUID NOT NULL,
    municipality TEXT NOT NULL,
    candidate TEXT NOT NULL,
    vacancy_municipality TEXT NOT NULL,
    vacancy TEXT NOT NULL,
    coach_municipality TEXT,
    coach TEXT,
    guidance_minutes INTEGER DEFAULT 0 NOT NULL,
    coaching_minutes INTEGER DEFAULT 0 NOT NULL,
    start_day DATE,
    end_day DATE,
    revision BIGINT DEFAULT 0 NOT NULL,
    CONSTRAINT pk_placement PRIMARY KEY (id),
    CONSTRAINT ck_placement_coach CHECK ((coach_municipality IS NULL) = (coach IS NULL)),
    CONSTRAINT ck_placement_end_day CHECK (start_day <= end_day),
    CONSTRAINT fk_placement_municipality_candidate FOREIGN KEY(municipality, candidate) REFERENCES candidate (municipality, reference),
    CONSTRAINT fk_placement_vacancy_municipality_vacancy FOREIGN KEY(vacancy_municipality, vacancy) REFERENCES vacancy (municipality, reference),
    CONSTRAINT fk_placement_coach_municipality_coach FOREIGN KEY(coach_municipality, coach) REFERENCES coach (municipality, reference),
    CONSTRAINT ck_placement_guidance_minutes CHECK (guidance_minutes BETWEEN 0 AND 10080),
    CONSTRAINT ck_placement_coaching_minutes CHECK (coaching_minutes BETWEEN 0 AND 10080),
    CONSTRAINT fk_placement_municipality FOREIGN KEY(municipality) REFERENCES municipality (code)
);

CREATE INDEX ix_placement_coach_municipality_coach ON placement (coach_municipality, coach);

CREATE INDEX ix_placement_municipality_candidate ON placement (municipality, candidate);

CREATE INDEX ix_placement_vacancy_municipality_vacancy ON placement (vacancy_municipality, vacancy);

CREATE TABLE forbid (
    id UUID NOT NULL,
    municipality TEXT NOT NULL,
    candidate TEXT NOT NULL,
    vacancy_municipality TEXT,
    vacancy TEXT,
    organisation_municipality TEXT,
    organisation TEXT,
    until DATE,
    revision BIGINT DEFAULT 0 NOT NULL,
    CONSTRAINT pk_forbid PRIMARY KEY (id),
    CONSTRAINT fk_forbid_municipality_candidate FOREIGN KEY(municipality, candidate) REFERENCES candidate (municipality, reference) ON DELETE CASCADE,
    CONSTRAINT fk_forbid_vacancy_municipality_vacancy FOREIGN KEY(vacancy_municipality, vacancy) REFERENCES vacancy (municipality, reference) ON DELETE CASCADE,
    CONSTRAINT fk_forbid_organisation_municipality_organisation FOREIGN KEY(organisation_municipality, organisation) REFERENCES organisation (municipality, reference) ON DELETE CASCADE,
    CONSTRAINT ck_forbid_exactly_one CHECK (num_nonnulls(vacancy, organisation) = 1),
    CONSTRAINT ck_forbid_vacancy CHECK ((vacancy_municipality IS NULL) = (vacancy IS NULL)),
    CONSTRAINT ck_forbid_organisation CHECK ((organisation_municipality IS NULL) = (organisation IS NULL)),
    CONSTRAINT fk_forbid_municipality FOREIGN KEY(municipality) REFERENCES municipality (code)
);

CREATE INDEX ix_forbid_municipality_candidate ON forbid (municipality, candidate);

CREATE TABLE import_job (
    id UUID NOT NULL,
    municipality TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    all_or_nothing BOOLEAN NOT NULL,
    accepted INTEGER NOT NULL,
    refused INTEGER NOT NULL,
    errors JSONB DEFAULT '[]'::jsonb NOT NULL,
    errors_left_out INTEGER DEFAULT 0 NOT NULL,
    CONSTRAINT pk_import_job PRIMARY KEY (id),
    CONSTRAINT ck_import_job_counts CHECK (accepted >= 0 AND refused >= 0 AND errors_left_out >= 0),
    CONSTRAINT fk_import_job_municipality FOREIGN KEY(municipality) REFERENCES municipality (code)
);

CREATE INDEX ix_import_job_municipality_requested_at ON import_job (municipality, requested_at);

CREATE TRIGGER raise_revision BEFORE INSERT OR UPDATE OR DELETE ON placement
FOR EACH ROW EXECUTE FUNCTION raise_revision();
CREATE TRIGGER raise_revision BEFORE INSERT OR UPDATE OR DELETE ON forbid
FOR EACH ROW EXECUTE FUNCTION raise_revision();
