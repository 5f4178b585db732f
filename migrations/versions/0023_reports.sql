-- What a code of where somebody went counts as; nothing for one that says no such thing.
CREATE FUNCTION outcome_category(whose text, said text) RETURNS text LANGUAGE sql STABLE STRICT
RETURN (
    SELECT coalesce(counts_as, code) FROM reason_code
    WHERE code = said AND uses && ARRAY['outcome', 'follow_up']
      AND (municipality IS NULL OR municipality = whose)
    ORDER BY municipality NULLS LAST LIMIT 1
);
REVOKE EXECUTE ON FUNCTION outcome_category(text, text) FROM PUBLIC;

-- The placements of the people of who asks, a municipality or a region, that began or will: what
-- reports count, and never who. `person` tells people apart, also those who were deleted. `leaves`:
-- on the day after the last the person has no other place. `outcome` is where the person went then,
-- as noted or else by the reason of leaving, and was 3, 6 and 12 months later; `advice` the last
-- route that was advised.
CREATE FUNCTION placement_history() RETURNS TABLE (
    person bigint, sector text, work text, kind text, week_minutes integer, start_day date,
    end_day date, end_reason text, leaves boolean, outcome text, outcome_3 text, outcome_6 text,
    outcome_12 text, advice text, advised_on date
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH held AS MATERIALIZED (
        SELECT *, coalesce(candidate, former::text, id::text) AS whose FROM placement
        WHERE NOT pinned AND coalesce(start_day <= end_day, true)
          AND (municipality = asking_municipality()
               OR asking_municipality() IS NULL AND municipality = ANY (municipalities_acted_for()))
    ), noted AS (
        SELECT placement_id, max(code) FILTER (WHERE months = 0) AS code,
               max(code) FILTER (WHERE months = 3) AS code_3,
               max(code) FILTER (WHERE months = 6) AS code_6,
               max(code) FILTER (WHERE months = 12) AS code_12
        FROM outcome JOIN held ON held.id = placement_id GROUP BY placement_id
    ), advised AS (
        SELECT DISTINCT ON (placement_id) placement_id, advice, done_on
        FROM review JOIN held ON held.id = placement_id
        WHERE advice IS NOT NULL ORDER BY placement_id, done_on DESC, review.id
    ), covered AS (
        SELECT DISTINCT one.id FROM held AS one JOIN held AS other USING (municipality, whose)
        WHERE coalesce(other.start_day <= one.end_day + 1, true)
          AND coalesce(other.end_day > one.end_day, true)
          AND one.end_day IS NOT NULL
    )
    SELECT dense_rank() OVER (ORDER BY p.municipality, p.whose), o.sector, v.work, v.kind,
           p.week_minutes, p.start_day, p.end_day, p.end_reason,
           p.end_day IS NOT NULL AND covered.id IS NULL,
           outcome_category(p.municipality, coalesce(n.code, nullif(p.end_reason, 'other'))),
           outcome_category(p.municipality, n.code_3),
           outcome_category(p.municipality, n.code_6),
           outcome_category(p.municipality, n.code_12), a.advice, a.done_on
    FROM held AS p
    JOIN vacancy AS v
      ON v.municipality = p.vacancy_municipality AND v.reference = p.vacancy
    JOIN organisation AS o
      ON o.municipality = v.organisation_municipality AND o.reference = v.organisation
    LEFT JOIN noted AS n ON n.placement_id = p.id
    LEFT JOIN advised AS a ON a.placement_id = p.id
    LEFT JOIN covered ON covered.id = p.id
$$;
REVOKE EXECUTE ON FUNCTION placement_history() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION placement_history() TO plaatsmaker_api;

-- How the people of who asks are doing after as against before, in means: of each the last score
-- after, noted on days of a period, and the last one before it. Nothing of fewer people than
-- `fewest`, and of fewer than ten never.
CREATE FUNCTION wellbeing_change(since date, until date, fewest integer) RETURNS TABLE (
    measure text, people bigint, before numeric, after numeric, change numeric
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH scored AS MATERIALIZED (
        SELECT municipality, candidate, moment, on_day, made_at, id, one.measure, one.score
        FROM wellbeing_score
        CROSS JOIN LATERAL (
            VALUES ('loneliness', loneliness), ('self_reliance', self_reliance)
        ) AS one (measure, score)
        WHERE one.score IS NOT NULL
          AND (municipality = asking_municipality()
               OR asking_municipality() IS NULL AND municipality = ANY (municipalities_acted_for()))
    ), ended AS (
        SELECT DISTINCT ON (measure, municipality, candidate) * FROM scored
        WHERE moment = 'after' AND on_day BETWEEN coalesce(since, '-infinity')
                                              AND coalesce(until, 'infinity')
        ORDER BY measure, municipality, candidate, on_day DESC, made_at DESC, id DESC
    ), paired AS (
        SELECT DISTINCT ON (ended.measure, ended.municipality, ended.candidate)
               ended.measure, begun.score AS before, ended.score AS after
        FROM ended JOIN scored AS begun USING (measure, municipality, candidate)
        WHERE begun.moment = 'before' AND begun.on_day <= ended.on_day
        ORDER BY ended.measure, ended.municipality, ended.candidate,
                 begun.on_day DESC, begun.made_at DESC, begun.id DESC
    )
    SELECT measure, count(*), round(avg(before), 1), round(avg(after), 1),
           round(avg(after - before), 1)
    FROM paired GROUP BY measure HAVING count(*) >= greatest(fewest, 10)
$$;
REVOKE EXECUTE ON FUNCTION wellbeing_change(date, date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wellbeing_change(date, date, integer) TO plaatsmaker_api;
