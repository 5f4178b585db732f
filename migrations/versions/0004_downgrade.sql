DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,
    procrastinate_workers CASCADE;
DO $$
DECLARE
    made regprocedure;
BEGIN
    FOR made IN
        SELECT oid FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'procrastinate_')
    LOOP
        EXECUTE format('DROP FUNCTION %s', made);
    END LOOP;
END;
$$;
DROP TYPE procrastinate_job_to_defer_v1, procrastinate_job_event_type, procrastinate_job_status;
