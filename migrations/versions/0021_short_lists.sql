-- How the short lists of a region are: to how many people at a time a free seat is shown, and in
-- which order places stand.
ALTER TABLE region
    ADD shown_per_seat smallint NOT NULL DEFAULT 3,
    ADD short_list_order text NOT NULL DEFAULT 'rank',
    ADD CONSTRAINT ck_region_shown_per_seat CHECK (shown_per_seat BETWEEN 1 AND 1000),
    ADD CONSTRAINT ck_region_short_list_order CHECK (short_list_order IN ('rank', 'neutral'));
GRANT UPDATE (shown_per_seat, short_list_order) ON region TO plaatsmaker_api;

-- The desk asks with every list which plan is published.
CREATE INDEX ix_match_run_published ON match_run (region) WHERE plan_status = 'published';

-- Which places were shown to whom, once each, and until when that counts. It refers to nothing but
-- the person: a row at the desk must cost little.
CREATE TABLE shown_to (
    municipality text NOT NULL,
    candidate text NOT NULL,
    vacancy_municipality text NOT NULL,
    vacancy text NOT NULL,
    shown_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL DEFAULT now() + interval '7 days',
    CONSTRAINT pk_shown_to PRIMARY KEY (municipality, candidate, vacancy_municipality, vacancy),
    CONSTRAINT fk_shown_to_municipality_candidate FOREIGN KEY (municipality, candidate)
        REFERENCES candidate (municipality, reference) ON DELETE CASCADE
);
CREATE INDEX ix_shown_to_vacancy_municipality_vacancy_expires_at
    ON shown_to (vacancy_municipality, vacancy, expires_at);

ALTER TABLE shown_to ENABLE ROW LEVEL SECURITY;
ALTER TABLE shown_to FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON shown_to TO plaatsmaker_owner USING (true);
CREATE POLICY api_own ON shown_to TO plaatsmaker_api USING (
    municipality = (SELECT asking_municipality())
);
-- Upkeep clears away what counts no more, and sees nothing else.
CREATE POLICY worker_old ON shown_to TO plaatsmaker_worker USING (expires_at < now());
GRANT SELECT, INSERT, UPDATE (shown_at, expires_at) ON shown_to TO plaatsmaker_api;
GRANT SELECT, DELETE ON shown_to TO plaatsmaker_worker;

-- Which of some places, by number, are held: as many others as may consider each, or more, have been
-- shown it, and the person has not. With the day on which one of them may be shown it again. What
-- who asks does not see is left out; who the others are is told to nobody. Until the commit nobody
-- else in the region is answered, unless for no person: what is shown next was counted then.
CREATE FUNCTION held_by_others(person text, keepers text[], places text[], most integer[])
RETURNS TABLE (place integer, until date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF person IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('shown/' || asking_region(), 0));
    END IF;
    RETURN QUERY
    SELECT given.number::integer,
           ((array_agg(shown.expires_at ORDER BY shown.expires_at DESC))[given.allowed]
            AT TIME ZONE 'Europe/Amsterdam')::date
    FROM unnest(keepers, places, most) WITH ORDINALITY AS given (keeper, named, allowed, number)
    JOIN vacancy ON vacancy.municipality = given.keeper AND vacancy.reference = given.named
    JOIN shown_to AS shown
      ON shown.vacancy_municipality = given.keeper AND shown.vacancy = given.named
    WHERE shown.expires_at > now()
      AND (vacancy.municipality = asking_municipality()
           OR vacancy.sharing = 'region' AND vacancy.municipality = ANY ((SELECT neighbours())::text[])
           OR vacancy.sharing = 'partners' AND vacancy.municipality = ANY ((SELECT partners())::text[]))
    GROUP BY given.number, given.allowed
    HAVING count(*) >= given.allowed AND NOT coalesce(
        bool_or(shown.municipality = asking_municipality() AND shown.candidate = person), false
    );
END;
$$;
REVOKE EXECUTE ON FUNCTION held_by_others(text, text[], text[], integer[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION held_by_others(text, text[], text[], integer[]) TO plaatsmaker_api;

-- What a published plan found worth how much, of the places, organisations and coaches that who
-- asks sees: numbers, and never for whom.
CREATE FUNCTION seen_prices(plan uuid)
RETURNS TABLE (kind text, reference text, level text, price double precision)
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
    SELECT taken.kind, taken.reference, taken.level, taken.price
    FROM match_run AS run
    JOIN run_resource AS taken ON taken.run_id = run.id
    JOIN seen ON seen.reference = taken.reference AND taken.kind = ANY (seen.kinds)
    WHERE run.id = plan AND run.plan_status = 'published' AND run.region = asking_region()
      AND (run.municipality IS NULL OR run.municipality = asking_municipality())
      AND taken.price > 0
$$;
REVOKE EXECUTE ON FUNCTION seen_prices(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seen_prices(uuid) TO plaatsmaker_api;
