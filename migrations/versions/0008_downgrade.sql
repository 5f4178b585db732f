DROP POLICY worker_moves ON proposal;
REVOKE UPDATE (status) ON proposal FROM plaatsmaker_worker;
REVOKE INSERT, DELETE ON partnership_member FROM plaatsmaker_api;
REVOKE INSERT, UPDATE, DELETE ON partnership, municipality FROM plaatsmaker_api;
REVOKE INSERT (code, name, region), UPDATE (name, suspended) ON municipality FROM plaatsmaker_api;
REVOKE UPDATE (form, start_day, end_day) ON partnership FROM plaatsmaker_api;
REVOKE UPDATE (name) ON region FROM plaatsmaker_api;
DO $$
DECLARE
    rule record;
BEGIN
    FOR rule IN
        SELECT policyname, tablename FROM pg_policies
        WHERE tablename IN ('region', 'municipality', 'partnership', 'partnership_member')
    LOOP
        EXECUTE format('DROP POLICY %I ON %I', rule.policyname, rule.tablename);
        EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', rule.tablename);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', rule.tablename);
    END LOOP;
END;
$$;
DROP FUNCTION acting_region();
