-- Whether who asks sees an organisation: its own, or one with a vacancy that it sees. Asked by the
-- policy of vacancies, hence with the owner's eyes: a policy cannot read its own table.
CREATE FUNCTION sees_organisation(keeper text, named text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT keeper = asking_municipality() OR EXISTS (
        SELECT FROM vacancy
        WHERE organisation_municipality = keeper AND organisation = named
          AND (municipality = asking_municipality()
               OR sharing = 'region' AND municipality = ANY (neighbours())
               OR sharing = 'partners' AND municipality = ANY (partners()))
    )
$$;
REVOKE EXECUTE ON FUNCTION sees_organisation(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sees_organisation(text, text) TO plaatsmaker_api;

-- FORCE holds the owner to the policies too; the owner's own policy says that it sees all,
-- which a later migration of rows needs. Nobody logs in as the owner.
DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY[
        'candidate', 'organisation', 'vacancy', 'coach', 'match_run', 'proposal',
        'proposal_vacancy', 'unplaced', 'run_resource', 'placement', 'forbid', 'import_job'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', noun);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', noun);
        EXECUTE format('CREATE POLICY owner_all ON %I TO plaatsmaker_owner USING (true)', noun);
    END LOOP;

    FOREACH noun IN ARRAY ARRAY[
        'candidate', 'organisation', 'vacancy', 'coach', 'proposal', 'proposal_vacancy',
        'unplaced', 'placement', 'forbid', 'import_job'
    ] LOOP
        EXECUTE format(
            'CREATE POLICY api_own ON %I TO plaatsmaker_api'
            ' USING (municipality = (SELECT asking_municipality()))%s', noun,
            CASE noun WHEN 'vacancy' THEN
                ' WITH CHECK (municipality = (SELECT asking_municipality())'
                ' AND (organisation_municipality = (SELECT asking_municipality())'
                ' OR sees_organisation(organisation_municipality, organisation)))'
            END
        );
        EXECUTE format(
            'CREATE POLICY worker_region ON %I TO plaatsmaker_worker'
            ' USING (municipality = ANY ((SELECT municipalities_acted_for())::text[]))', noun
        );
    END LOOP;
END;
$$;

-- What others share may be read, never written.
CREATE POLICY api_shared ON vacancy FOR SELECT TO plaatsmaker_api USING (
    sharing = 'region' AND municipality = ANY ((SELECT neighbours())::text[])
    OR sharing = 'partners' AND municipality = ANY ((SELECT partners())::text[])
);
CREATE POLICY api_shared ON organisation FOR SELECT TO plaatsmaker_api USING (
    EXISTS (
        SELECT FROM vacancy
        WHERE vacancy.organisation_municipality = organisation.municipality
          AND vacancy.organisation = organisation.reference
    )
);
CREATE POLICY api_shared ON coach FOR SELECT TO plaatsmaker_api USING (
    (SELECT asking_municipality()) = ANY (area)
    AND municipality = ANY ((SELECT neighbours())::text[])
);

-- A municipality sees its own runs and those of its whole region, which hold counts only.
CREATE POLICY api_read ON match_run FOR SELECT TO plaatsmaker_api USING (
    region = (SELECT asking_region())
    AND (
        municipality IS NULL
        OR municipality = (SELECT asking_municipality())
        OR municipality = ANY ((SELECT municipalities_acted_for())::text[])
    )
);
CREATE POLICY api_request ON match_run FOR INSERT TO plaatsmaker_api WITH CHECK (
    region = (SELECT asking_region())
    AND (
        municipality = (SELECT asking_municipality())
        OR municipality IS NULL AND (SELECT asking_municipality()) IS NULL
        OR municipality = ANY ((SELECT municipalities_acted_for())::text[])
    )
);
CREATE POLICY api_change ON match_run FOR UPDATE TO plaatsmaker_api USING (
    region = (SELECT asking_region())
    AND (
        municipality = (SELECT asking_municipality())
        OR municipality IS NULL AND (SELECT asking_municipality()) IS NULL
        OR municipality = ANY ((SELECT municipalities_acted_for())::text[])
    )
);
CREATE POLICY worker_region ON match_run TO plaatsmaker_worker USING (
    region = nullif(current_setting('plaatsmaker.region', true), '')
);
CREATE POLICY api_own ON run_resource FOR SELECT TO plaatsmaker_api USING (
    municipality = (SELECT asking_municipality())
    AND EXISTS (SELECT FROM match_run WHERE match_run.id = run_resource.run_id)
);
CREATE POLICY worker_region ON run_resource TO plaatsmaker_worker USING (
    EXISTS (SELECT FROM match_run WHERE match_run.id = run_resource.run_id)
);

-- What people of other municipalities take of the places, organisations and coaches one sees: how
-- much, never who. What one does not see is left out. `person` tells people apart within an
-- organisation.
CREATE FUNCTION taken_elsewhere() RETURNS TABLE (
    person bigint, vacancy_municipality text, vacancy text,
    organisation_municipality text, organisation text, coach_municipality text, coach text,
    guidance_minutes integer, coaching_minutes integer, start_day date, end_day date
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH seen_vacancy AS MATERIALIZED (
        SELECT municipality, reference, organisation_municipality, organisation FROM vacancy
        WHERE municipality = asking_municipality()
           OR sharing = 'region' AND municipality = ANY (neighbours())
           OR sharing = 'partners' AND municipality = ANY (partners())
    ), seen_organisation AS MATERIALIZED (
        SELECT municipality, reference FROM organisation
        WHERE municipality = asking_municipality()
        UNION SELECT organisation_municipality, organisation FROM seen_vacancy
    ), seen_coach AS MATERIALIZED (
        SELECT municipality, reference FROM coach
        WHERE municipality = asking_municipality()
           OR asking_municipality() = ANY (area) AND municipality = ANY (neighbours())
    )
    SELECT dense_rank() OVER (PARTITION BY o.municipality, o.reference
                              ORDER BY p.municipality, p.candidate),
           v.municipality, v.reference, o.municipality, o.reference, c.municipality, c.reference,
           CASE WHEN o.reference IS NULL THEN 0 ELSE p.guidance_minutes END,
           CASE WHEN c.reference IS NULL THEN 0 ELSE p.coaching_minutes END,
           p.start_day, p.end_day
    FROM placement AS p
    JOIN vacancy AS held
      ON held.municipality = p.vacancy_municipality AND held.reference = p.vacancy
    LEFT JOIN seen_vacancy AS v
      ON v.municipality = p.vacancy_municipality AND v.reference = p.vacancy
    LEFT JOIN seen_organisation AS o
      ON o.municipality = held.organisation_municipality AND o.reference = held.organisation
    LEFT JOIN seen_coach AS c
      ON c.municipality = p.coach_municipality AND c.reference = p.coach
    WHERE p.municipality <> asking_municipality()
      AND num_nonnulls(v.reference, o.reference, c.reference) > 0
$$;
REVOKE EXECUTE ON FUNCTION taken_elsewhere() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION taken_elsewhere() TO plaatsmaker_api;

-- Each role may do what it does, and no more.
GRANT USAGE ON SCHEMA public TO plaatsmaker_api, plaatsmaker_worker;
GRANT SELECT ON region, municipality, partnership, partnership_member, postcode, weight_set,
    candidate, organisation, vacancy, coach, placement, forbid, match_run, proposal,
    proposal_vacancy, unplaced, run_resource TO plaatsmaker_api, plaatsmaker_worker;
GRANT INSERT, UPDATE, DELETE ON candidate, organisation, vacancy, coach TO plaatsmaker_api;
GRANT SELECT, INSERT ON import_job TO plaatsmaker_api;
GRANT INSERT (id, region, municipality, weight_set_version, today, seed, work_limit, requested_by),
    UPDATE (job_id, cancel_requested_at) ON match_run TO plaatsmaker_api;
GRANT INSERT, UPDATE ON match_run TO plaatsmaker_worker;
GRANT INSERT, DELETE ON proposal, proposal_vacancy, unplaced, run_resource TO plaatsmaker_worker;

-- The API puts jobs in the queue; the worker takes them out.
GRANT INSERT ON procrastinate_jobs, procrastinate_events TO plaatsmaker_api;
GRANT SELECT (id) ON procrastinate_jobs TO plaatsmaker_api;
GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq TO plaatsmaker_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_events,
    procrastinate_periodic_defers, procrastinate_workers TO plaatsmaker_worker;
GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_events_id_seq,
    procrastinate_periodic_defers_id_seq TO plaatsmaker_worker;
