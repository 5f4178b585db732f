-- Everybody may read who is where; only who acts for a region changes it, and only there.
DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY['region', 'municipality', 'partnership', 'partnership_member'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', noun);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', noun);
        EXECUTE format('CREATE POLICY owner_all ON %I TO plaatsmaker_owner USING (true)', noun);
        EXECUTE format(
            'CREATE POLICY all_read ON %I FOR SELECT'
            ' TO plaatsmaker_api, plaatsmaker_worker USING (true)', noun
        );
    END LOOP;
END;
$$;

CREATE FUNCTION acting_region() RETURNS text LANGUAGE sql STABLE
RETURN nullif(current_setting('plaatsmaker.region', true), '');

CREATE POLICY api_own ON region FOR UPDATE TO plaatsmaker_api USING (
    code = (SELECT acting_region())
);
CREATE POLICY api_add ON municipality FOR INSERT TO plaatsmaker_api WITH CHECK (
    region = (SELECT acting_region())
);
CREATE POLICY api_change ON municipality FOR UPDATE TO plaatsmaker_api USING (
    region = (SELECT acting_region()) OR code = (SELECT asking_municipality())
);
CREATE POLICY api_remove ON municipality FOR DELETE TO plaatsmaker_api USING (
    region = (SELECT acting_region())
);
CREATE POLICY api_add ON partnership FOR INSERT TO plaatsmaker_api WITH CHECK (
    (SELECT acting_region()) IS NOT NULL
);
CREATE POLICY api_change ON partnership FOR UPDATE TO plaatsmaker_api USING (
    (SELECT acting_region()) IS NOT NULL AND NOT EXISTS (
        SELECT FROM partnership_member AS member
        WHERE member.partnership = reference
          AND member.municipality <> ALL ((SELECT municipalities_acted_for())::text[])
    )
);
CREATE POLICY api_remove ON partnership FOR DELETE TO plaatsmaker_api USING (
    (SELECT acting_region()) IS NOT NULL AND NOT EXISTS (
        SELECT FROM partnership_member AS member
        WHERE member.partnership = reference
          AND member.municipality <> ALL ((SELECT municipalities_acted_for())::text[])
    )
);
CREATE POLICY api_own ON partnership_member TO plaatsmaker_api USING (
    municipality = ANY ((SELECT municipalities_acted_for())::text[])
);

GRANT UPDATE (name) ON region TO plaatsmaker_api;
GRANT INSERT (code, name, region), UPDATE (name, suspended), DELETE ON municipality
    TO plaatsmaker_api;
GRANT INSERT, UPDATE (form, start_day, end_day), DELETE ON partnership TO plaatsmaker_api;
GRANT INSERT, DELETE ON partnership_member TO plaatsmaker_api;

-- The worker publishes a plan, takes it back, and lets one follow another.
GRANT UPDATE (status) ON proposal TO plaatsmaker_worker;
CREATE POLICY worker_moves ON proposal AS RESTRICTIVE FOR UPDATE TO plaatsmaker_worker
    USING (true) WITH CHECK (status IN ('superseded', 'withdrawn', 'expired'));
