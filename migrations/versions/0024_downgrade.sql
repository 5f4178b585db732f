DROP TRIGGER forget_pin_costs ON candidate;
DROP FUNCTION forget_pin_costs();
DELETE FROM scenario WHERE purpose = 'cost';
DROP TABLE pin_cost_person, pin_cost;
DROP POLICY worker_old ON scenario;
DROP POLICY api_drop ON scenario;
REVOKE DELETE ON scenario FROM plaatsmaker_api, plaatsmaker_worker;
DROP POLICY api_request ON scenario;
CREATE POLICY api_request ON scenario FOR INSERT TO plaatsmaker_api WITH CHECK (
    municipality IS NOT DISTINCT FROM (SELECT asking_municipality())
    AND EXISTS (
        SELECT FROM match_run
        WHERE match_run.id = base_run AND match_run.region = scenario.region
          AND match_run.municipality IS NOT DISTINCT FROM scenario.municipality
    )
);
DROP POLICY api_read ON scenario;
CREATE POLICY api_read ON scenario FOR SELECT TO plaatsmaker_api USING (
    EXISTS (SELECT FROM match_run WHERE match_run.id = base_run)
);
ALTER TABLE scenario
    DROP CONSTRAINT ck_scenario_purpose,
    ADD CONSTRAINT ck_scenario_purpose CHECK (purpose IN ('bottlenecks', 'scenario'));
