-- Which inputs are kept of the runs of the asking municipality's region, for who is told what is
-- held on a person. An input holds people of the whole region, so that nobody but the worker reads
-- it; a run of another municipality is not named.
CREATE FUNCTION kept_inputs() RETURNS TABLE (run_id uuid, today date, expires_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN coalesce(run.municipality = asking_municipality(), true) THEN run.id END,
           run.today, kept.expires_on
    FROM run_input AS kept
    JOIN match_run AS run ON run.id = kept.run_id
    JOIN municipality ON municipality.region = kept.region
    WHERE municipality.code = asking_municipality()
$$;
REVOKE EXECUTE ON FUNCTION kept_inputs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kept_inputs() TO plaatsmaker_api;
