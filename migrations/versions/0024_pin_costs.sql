-- A scenario of a third purpose: some pairs pinned. Its municipality is that of who asked, whatever
-- the scope of the run, and nobody else sees it.
ALTER TABLE scenario
    DROP CONSTRAINT ck_scenario_purpose,
    ADD CONSTRAINT ck_scenario_purpose CHECK (purpose IN ('bottlenecks', 'scenario', 'cost'));

-- Of which day and by which weights it is asked; what the plan loses, as it stands and beside the
-- best one without, and how many people of other municipalities would move.
CREATE TABLE pin_cost (
    scenario_id uuid NOT NULL,
    municipality text NOT NULL,
    today date NOT NULL,
    weight_set_version integer NOT NULL,
    outcome text,
    at_least bigint,
    at_most bigint,
    anew_at_least bigint,
    anew_at_most bigint,
    others integer,
    CONSTRAINT pk_pin_cost PRIMARY KEY (scenario_id),
    CONSTRAINT ck_pin_cost_outcome
        CHECK (outcome IN ('OPTIMAL', 'FEASIBLE', 'INFEASIBLE', 'UNKNOWN')),
    CONSTRAINT ck_pin_cost_at_most CHECK (at_least <= at_most),
    CONSTRAINT ck_pin_cost_anew_at_most CHECK (anew_at_least <= anew_at_most),
    CONSTRAINT ck_pin_cost_others CHECK (others >= 0),
    CONSTRAINT fk_pin_cost_scenario_id FOREIGN KEY (scenario_id)
        REFERENCES scenario (id) ON DELETE CASCADE,
    CONSTRAINT fk_pin_cost_municipality FOREIGN KEY (municipality) REFERENCES municipality (code),
    CONSTRAINT fk_pin_cost_weight_set_version FOREIGN KEY (weight_set_version)
        REFERENCES weight_set (version)
);

-- One's own people whom it is about: what would be pinned, and what would change.
CREATE TABLE pin_cost_person (
    scenario_id uuid NOT NULL,
    municipality text NOT NULL,
    candidate text NOT NULL,
    pinned text[] NOT NULL DEFAULT '{}',
    pinned_coach text,
    vacancies_before text[] NOT NULL DEFAULT '{}',
    vacancies_after text[] NOT NULL DEFAULT '{}',
    coach_before text,
    coach_after text,
    fit_before smallint,
    fit_after smallint,
    CONSTRAINT pk_pin_cost_person PRIMARY KEY (scenario_id, municipality, candidate),
    CONSTRAINT ck_pin_cost_person_fit_before CHECK (fit_before BETWEEN 0 AND 10000),
    CONSTRAINT ck_pin_cost_person_fit_after CHECK (fit_after BETWEEN 0 AND 10000),
    CONSTRAINT fk_pin_cost_person_scenario_id FOREIGN KEY (scenario_id)
        REFERENCES scenario (id) ON DELETE CASCADE,
    CONSTRAINT fk_pin_cost_person_municipality_candidate FOREIGN KEY (municipality, candidate)
        REFERENCES candidate (municipality, reference) ON DELETE CASCADE
);
CREATE INDEX ix_pin_cost_person_municipality_candidate
    ON pin_cost_person (municipality, candidate);

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['pin_cost', 'pin_cost_person'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', noun);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', noun);
        EXECUTE format('CREATE POLICY owner_all ON %I TO plaatsmaker_owner USING (true)', noun);
        EXECUTE format(
            'CREATE POLICY api_own ON %I TO plaatsmaker_api'
            ' USING (municipality = (SELECT asking_municipality()))', noun
        );
        EXECUTE format(
            'CREATE POLICY worker_region ON %I TO plaatsmaker_worker'
            ' USING (EXISTS (SELECT FROM scenario WHERE scenario.id = scenario_id))', noun
        );
    END LOOP;
END;
$$;

DROP POLICY api_read ON scenario;
CREATE POLICY api_read ON scenario FOR SELECT TO plaatsmaker_api USING (
    EXISTS (SELECT FROM match_run WHERE match_run.id = base_run)
    AND (purpose <> 'cost' OR municipality = (SELECT asking_municipality()))
);
DROP POLICY api_request ON scenario;
CREATE POLICY api_request ON scenario FOR INSERT TO plaatsmaker_api WITH CHECK (
    municipality IS NOT DISTINCT FROM (SELECT asking_municipality())
    AND EXISTS (
        SELECT FROM match_run
        WHERE match_run.id = base_run AND match_run.region = scenario.region
          AND (match_run.municipality IS NOT DISTINCT FROM scenario.municipality
               OR purpose = 'cost' AND scenario.municipality IS NOT NULL)
    )
);
-- Who may ask may give it up; upkeep clears away what is old, and nothing else.
CREATE POLICY api_drop ON scenario FOR DELETE TO plaatsmaker_api USING (
    purpose <> 'bottlenecks' AND municipality IS NOT DISTINCT FROM (SELECT asking_municipality())
    AND EXISTS (SELECT FROM match_run WHERE match_run.id = base_run)
);
CREATE POLICY worker_old ON scenario AS RESTRICTIVE FOR DELETE TO plaatsmaker_worker USING (
    purpose = 'cost' AND requested_at < now() - interval '7 days'
);

GRANT SELECT ON pin_cost, pin_cost_person TO plaatsmaker_api, plaatsmaker_worker;
GRANT INSERT (scenario_id, municipality, today, weight_set_version) ON pin_cost TO plaatsmaker_api;
GRANT INSERT (scenario_id, municipality, candidate, pinned, pinned_coach) ON pin_cost_person
    TO plaatsmaker_api;
GRANT INSERT, DELETE ON pin_cost, pin_cost_person TO plaatsmaker_worker;
GRANT DELETE ON scenario TO plaatsmaker_api, plaatsmaker_worker;

-- Who is deleted takes along all that it was asked of: without this person it would not be true.
CREATE FUNCTION forget_pin_costs() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM scenario USING pin_cost_person AS named
    WHERE named.scenario_id = scenario.id
      AND named.municipality = OLD.municipality AND named.candidate = OLD.reference;
    RETURN OLD;
END;
$$;
REVOKE EXECUTE ON FUNCTION forget_pin_costs() FROM PUBLIC;
CREATE TRIGGER forget_pin_costs BEFORE DELETE ON candidate
    FOR EACH ROW EXECUTE FUNCTION forget_pin_costs();
