-- That it does not go well for a while: fewer hours or a pause, from a day to a day. It is never
-- changed; a later one counts before it.
CREATE TABLE check_in (
    id uuid NOT NULL,
    municipality text NOT NULL,
    candidate text NOT NULL,
    kind text NOT NULL,
    on_day date NOT NULL,
    until date NOT NULL,
    max_week_minutes integer,
    note text,
    made_by text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    revision bigint NOT NULL DEFAULT 0,
    CONSTRAINT pk_check_in PRIMARY KEY (id),
    CONSTRAINT ck_check_in_kind CHECK (kind IN ('lower_hours', 'pause')),
    CONSTRAINT ck_check_in_until CHECK (on_day <= until),
    CONSTRAINT ck_check_in_max_week_minutes CHECK (max_week_minutes BETWEEN 1 AND 10080),
    CONSTRAINT ck_check_in_hours CHECK ((kind = 'lower_hours') = (max_week_minutes IS NOT NULL)),
    CONSTRAINT ck_check_in_note CHECK (length(note) <= 500),
    CONSTRAINT fk_check_in_municipality FOREIGN KEY (municipality) REFERENCES municipality (code),
    CONSTRAINT fk_check_in_municipality_candidate FOREIGN KEY (municipality, candidate)
        REFERENCES candidate (municipality, reference) ON DELETE CASCADE
);
CREATE INDEX ix_check_in_municipality_candidate ON check_in (municipality, candidate);
CREATE INDEX ix_check_in_municipality_until ON check_in (municipality, until);
CREATE INDEX ix_check_in_municipality_revision ON check_in (municipality, revision);
CREATE TRIGGER raise_revision BEFORE INSERT OR UPDATE OR DELETE ON check_in
FOR EACH ROW EXECUTE FUNCTION raise_revision();

-- Who is told of a check-in, and who has seen that.
CREATE TABLE coach_alert (
    id uuid NOT NULL,
    municipality text NOT NULL,
    check_in_id uuid NOT NULL,
    coach_municipality text NOT NULL,
    coach text NOT NULL,
    seen_by text,
    seen_at timestamptz,
    CONSTRAINT pk_coach_alert PRIMARY KEY (id),
    CONSTRAINT uq_coach_alert_check_in_id_coach_municipality_coach
        UNIQUE (check_in_id, coach_municipality, coach),
    CONSTRAINT ck_coach_alert_seen CHECK ((seen_by IS NULL) = (seen_at IS NULL)),
    CONSTRAINT fk_coach_alert_municipality FOREIGN KEY (municipality)
        REFERENCES municipality (code),
    CONSTRAINT fk_coach_alert_check_in_id FOREIGN KEY (check_in_id)
        REFERENCES check_in (id) ON DELETE CASCADE,
    CONSTRAINT fk_coach_alert_coach_municipality_coach FOREIGN KEY (coach_municipality, coach)
        REFERENCES coach (municipality, reference) ON DELETE CASCADE
);
CREATE INDEX ix_coach_alert_coach_municipality_coach ON coach_alert (coach_municipality, coach);

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['check_in', 'coach_alert'] LOOP
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
CREATE POLICY worker_region ON check_in TO plaatsmaker_worker USING (
    municipality = ANY ((SELECT municipalities_acted_for())::text[])
);

-- A run needs the days and the hours; what somebody said is not for its eyes.
GRANT SELECT (id, municipality, candidate, kind, on_day, until, max_week_minutes, made_at)
    ON check_in TO plaatsmaker_worker;
GRANT SELECT, INSERT ON check_in, coach_alert TO plaatsmaker_api;
GRANT UPDATE (seen_by, seen_at) ON coach_alert TO plaatsmaker_api;
