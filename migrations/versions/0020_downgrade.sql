DROP TABLE bottleneck, scenario_count, scenario_solve, scenario;
DO $$
DECLARE
    allowed text := (
        SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ck_audit_event_kind'
    );
BEGIN
    ALTER TABLE audit_event DROP CONSTRAINT ck_audit_event_kind;
    EXECUTE 'ALTER TABLE audit_event ADD CONSTRAINT ck_audit_event_kind '
        || replace(allowed, ', ''bottlenecks_asked''::text, ''scenario_asked''::text', '')
        || CASE WHEN allowed LIKE '%NOT VALID' THEN '' ELSE ' NOT VALID' END;
END;
$$;
