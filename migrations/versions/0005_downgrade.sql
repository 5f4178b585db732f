DROP FUNCTION taken_elsewhere();
DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
        EXECUTE format('DROP POLICY %I ON %I', rule.policyname, rule.tablename);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', rule.tablename);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', rule.tablename);
    END LOOP;
END;
$$;
DROP FUNCTION sees_organisation(text, text);
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM plaatsmaker_api, plaatsmaker_worker;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM plaatsmaker_api, plaatsmaker_worker;
REVOKE USAGE ON SCHEMA public FROM plaatsmaker_api, plaatsmaker_worker;
