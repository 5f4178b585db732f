-- Hours that were agreed; not known of earlier placements.
ALTER TABLE placement
    ADD week_minutes integer,
    ADD CONSTRAINT ck_placement_week_minutes CHECK (week_minutes BETWEEN 1 AND 10080);
GRANT UPDATE (week_minutes) ON placement TO plaatsmaker_api;

-- Where somebody went when a placement ended (months 0), and was so many months later.
CREATE TABLE outcome (
    placement_id uuid NOT NULL,
    months smallint NOT NULL,
    municipality text NOT NULL,
    code text NOT NULL,
    noted_by text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_outcome PRIMARY KEY (placement_id, months),
    CONSTRAINT ck_outcome_months CHECK (months IN (0, 3, 6, 12)),
    CONSTRAINT ck_outcome_code CHECK (code ~ '^[a-z][a-z_]{0,39}$'),
    CONSTRAINT fk_outcome_municipality FOREIGN KEY (municipality) REFERENCES municipality (code),
    CONSTRAINT fk_outcome_placement_id FOREIGN KEY (placement_id)
        REFERENCES placement (id) ON DELETE CASCADE
);

-- People look together how it goes: planned, or done, then by whom and what was seen.
CREATE TABLE review (
    id uuid NOT NULL,
    municipality text NOT NULL,
    placement_id uuid NOT NULL,
    planned_on date,
    done_on date,
    done_by text,
    note text,
    advice text,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_review PRIMARY KEY (id),
    CONSTRAINT uq_review_placement_id_planned_on UNIQUE (placement_id, planned_on),
    CONSTRAINT ck_review_day CHECK (num_nonnulls(planned_on, done_on) >= 1),
    CONSTRAINT ck_review_done CHECK ((done_on IS NULL) = (done_by IS NULL)),
    CONSTRAINT ck_review_done_by
        CHECK (done_by IN ('caseworker', 'job_coach', 'broker', 'guide', 'other')),
    CONSTRAINT ck_review_seen CHECK (done_on IS NOT NULL OR num_nonnulls(note, advice) = 0),
    CONSTRAINT ck_review_note CHECK (length(note) <= 1000),
    CONSTRAINT ck_review_advice CHECK (advice ~ '^[a-z][a-z_]{0,39}$'),
    CONSTRAINT fk_review_municipality FOREIGN KEY (municipality) REFERENCES municipality (code),
    CONSTRAINT fk_review_placement_id FOREIGN KEY (placement_id)
        REFERENCES placement (id) ON DELETE CASCADE
);
CREATE INDEX ix_review_municipality_planned_on ON review (municipality, planned_on);

-- How somebody is doing, in two numbers; never read by a run, shown in means only.
CREATE TABLE wellbeing_score (
    id uuid NOT NULL,
    municipality text NOT NULL,
    candidate text NOT NULL,
    moment text NOT NULL,
    on_day date NOT NULL,
    loneliness smallint,
    self_reliance smallint,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pk_wellbeing_score PRIMARY KEY (id),
    CONSTRAINT ck_wellbeing_score_moment CHECK (moment IN ('before', 'during', 'after')),
    CONSTRAINT ck_wellbeing_score_loneliness CHECK (loneliness BETWEEN 0 AND 6),
    CONSTRAINT ck_wellbeing_score_self_reliance CHECK (self_reliance BETWEEN 1 AND 5),
    CONSTRAINT ck_wellbeing_score_any CHECK (num_nonnulls(loneliness, self_reliance) >= 1),
    CONSTRAINT fk_wellbeing_score_municipality FOREIGN KEY (municipality)
        REFERENCES municipality (code),
    CONSTRAINT fk_wellbeing_score_municipality_candidate FOREIGN KEY (municipality, candidate)
        REFERENCES candidate (municipality, reference) ON DELETE CASCADE
);
CREATE INDEX ix_wellbeing_score_municipality_candidate ON wellbeing_score (municipality, candidate);

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['outcome', 'review', 'wellbeing_score'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', noun);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', noun);
        EXECUTE format('CREATE POLICY owner_all ON %I TO plaatsmaker_owner USING (true)', noun);
        EXECUTE format(
            'CREATE POLICY api_own ON %I TO plaatsmaker_api'
            ' USING (municipality = (SELECT asking_municipality()))', noun
        );
    END LOOP;
END;
$$;
-- What was seen stays.
CREATE POLICY api_planned ON review AS RESTRICTIVE FOR UPDATE TO plaatsmaker_api
    USING (done_on IS NULL) WITH CHECK (true);
CREATE POLICY api_drop ON review AS RESTRICTIVE FOR DELETE TO plaatsmaker_api
    USING (done_on IS NULL);

-- When a placement becomes nobody's, what was planned of it goes, and what was said in words.
CREATE FUNCTION forget_reviews() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM review WHERE placement_id = NEW.id AND done_on IS NULL;
    UPDATE review SET note = NULL WHERE placement_id = NEW.id AND note IS NOT NULL;
    RETURN NULL;
END;
$$;
REVOKE EXECUTE ON FUNCTION forget_reviews() FROM PUBLIC;
CREATE TRIGGER forget_reviews AFTER UPDATE OF candidate ON placement
    FOR EACH ROW WHEN (OLD.candidate IS NOT NULL AND NEW.candidate IS NULL)
    EXECUTE FUNCTION forget_reviews();

-- A run needs nothing of it: the worker reads none of these.
GRANT SELECT, INSERT, DELETE, UPDATE (code, noted_by, noted_at) ON outcome TO plaatsmaker_api;
GRANT SELECT, INSERT, DELETE, UPDATE (planned_on, done_on, done_by, note, advice, made_by, made_at)
    ON review TO plaatsmaker_api;
GRANT SELECT, INSERT ON wellbeing_score TO plaatsmaker_api;
