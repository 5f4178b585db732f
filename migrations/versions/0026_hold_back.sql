-- The day on which a person was first stored, in the Netherlands. Of who is there already it is not
-- known: the column comes first, its default after it.
ALTER TABLE candidate ADD came_on date;
ALTER TABLE candidate ALTER came_on SET DEFAULT (now() AT TIME ZONE 'Europe/Amsterdam')::date;

-- Whether the short lists of a region keep something for those who are expected.
ALTER TABLE region ADD hold_back boolean NOT NULL DEFAULT false;
GRANT UPDATE (hold_back) ON region TO plaatsmaker_api;

-- What one more of it is worth to people who are expected, points.
ALTER TABLE run_resource
    ADD hold_back double precision,
    ADD CONSTRAINT ck_run_resource_hold_back CHECK (hold_back >= 0);

-- As before, with what is held back.
DROP FUNCTION seen_prices(uuid);
CREATE FUNCTION seen_prices(plan uuid)
RETURNS TABLE (
    kind text, reference text, level text, price double precision, hold_back double precision
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH seen_vacancy AS MATERIALIZED (
        SELECT municipality, reference, organisation_municipality, organisation FROM vacancy
        WHERE municipality = asking_municipality()
           OR sharing = 'region' AND municipality = ANY ((SELECT neighbours())::text[])
           OR sharing = 'partners' AND municipality = ANY ((SELECT partners())::text[])
    ), seen (kinds, reference) AS MATERIALIZED (
        SELECT '{seats}'::text[], municipality || '/' || reference FROM seen_vacancy
        UNION
        SELECT '{guidance,total}', municipality || '/' || reference FROM organisation
        WHERE municipality = asking_municipality()
        UNION
        SELECT '{guidance,total}', organisation_municipality || '/' || organisation
        FROM seen_vacancy
        UNION
        SELECT '{coaching}', municipality || '/' || reference FROM coach
        WHERE municipality = asking_municipality()
           OR asking_municipality() = ANY (area)
           AND municipality = ANY ((SELECT neighbours())::text[])
    )
    SELECT taken.kind, taken.reference, taken.level, taken.price, taken.hold_back
    FROM match_run AS run
    JOIN run_resource AS taken ON taken.run_id = run.id
    JOIN seen ON seen.reference = split_part(taken.reference, '@', 1) AND taken.kind = ANY (seen.kinds)
    WHERE run.id = plan AND run.plan_status = 'published' AND run.region = asking_region()
      AND (run.municipality IS NULL OR run.municipality = asking_municipality())
      AND (taken.price > 0 OR taken.hold_back > 0)
$$;
REVOKE EXECUTE ON FUNCTION seen_prices(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seen_prices(uuid) TO plaatsmaker_api;
