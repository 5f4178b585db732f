DROP FUNCTION proposed_elsewhere(date, text[], date[]);

CREATE FUNCTION proposed_elsewhere(on_day date) RETURNS TABLE (
    kind text, municipality text, reference text, level integer, introduced boolean,
    amount bigint, people bigint
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
    ), standing AS MATERIALIZED (
        SELECT DISTINCT ON (p.municipality, p.candidate)
               p.id, p.municipality, p.candidate, p.coach_municipality, p.coach,
               p.status = 'introduced' AS introduced,
               CASE WHEN coalesce(person.guidance_level, 1) > 0
                    THEN person.guidance_minutes ELSE 0 END AS guidance_minutes,
               coalesce(person.guidance_level, 1) AS needs, person.coaching_minutes
        FROM proposal AS p
        JOIN municipality AS keeper ON keeper.code = p.municipality AND NOT keeper.suspended
        JOIN candidate AS person
          ON person.municipality = p.municipality AND person.reference = p.candidate
        LEFT JOIN match_run AS run ON run.id = p.run_id
        LEFT JOIN coach AS helper
          ON helper.municipality = p.coach_municipality AND helper.reference = p.coach
        WHERE p.municipality = ANY (neighbours()) AND p.municipality <> asking_municipality()
          AND (p.status = 'introduced'
               OR p.status IN ('open', 'postponed') AND run.plan_status = 'published')
          AND (p.coach IS NULL OR helper.reference IS NOT NULL)
          AND NOT EXISTS (
              SELECT FROM proposal_vacancy AS named
              LEFT JOIN vacancy AS place ON place.municipality = named.vacancy_municipality
                                        AND place.reference = named.vacancy
              WHERE named.proposal_id = p.id
                AND (place.reference IS NULL OR place.period_end < on_day OR named.turn < on_day)
          )
        ORDER BY p.municipality, p.candidate, p.status = 'introduced' DESC,
                 run.published_at DESC NULLS LAST, p.id
    ), taken AS MATERIALIZED (
        SELECT s.*, place.municipality AS vacancy_municipality, place.reference AS vacancy,
               coalesce('@' || to_char(named.turn, 'YYYY-MM-DD'), '') AS turn,
               place.organisation_municipality, place.organisation
        FROM standing AS s
        JOIN proposal_vacancy AS named ON named.proposal_id = s.id
        JOIN vacancy AS place ON place.municipality = named.vacancy_municipality
                             AND place.reference = named.vacancy
    ), guided AS (
        SELECT t.*, (
            SELECT min(offered.level::integer)
            FROM jsonb_object_keys(house.profile -> 'guidance_minutes') AS offered (level)
            WHERE offered.level::integer >= t.needs
        ) AS level
        FROM taken AS t
        JOIN organisation AS house ON house.municipality = t.organisation_municipality
                                  AND house.reference = t.organisation
        WHERE t.guidance_minutes > 0
          AND jsonb_typeof(house.profile -> 'guidance_minutes') = 'object'
    )
    SELECT 'seats', v.municipality, v.reference || t.turn, NULL::integer, t.introduced, count(*),
           count(DISTINCT (t.municipality, t.candidate))
    FROM taken AS t
    JOIN seen_vacancy AS v ON v.municipality = t.vacancy_municipality AND v.reference = t.vacancy
    GROUP BY v.municipality, v.reference, t.turn, t.introduced
    UNION ALL
    SELECT 'total', o.municipality, o.reference, NULL, t.introduced,
           count(DISTINCT (t.municipality, t.candidate)),
           count(DISTINCT (t.municipality, t.candidate))
    FROM taken AS t
    JOIN seen_organisation AS o
      ON o.municipality = t.organisation_municipality AND o.reference = t.organisation
    GROUP BY o.municipality, o.reference, t.introduced
    UNION ALL
    SELECT 'guidance', o.municipality, o.reference, g.level, g.introduced,
           sum(g.guidance_minutes), count(DISTINCT (g.municipality, g.candidate))
    FROM guided AS g
    JOIN seen_organisation AS o
      ON o.municipality = g.organisation_municipality AND o.reference = g.organisation
    WHERE g.level IS NOT NULL
    GROUP BY o.municipality, o.reference, g.level, g.introduced
    UNION ALL
    SELECT 'coaching', c.municipality, c.reference, NULL, s.introduced,
           sum(s.coaching_minutes), count(*)
    FROM standing AS s
    JOIN seen_coach AS c ON c.municipality = s.coach_municipality AND c.reference = s.coach
    WHERE s.coaching_minutes > 0
    GROUP BY c.municipality, c.reference, s.introduced
$$;
REVOKE EXECUTE ON FUNCTION proposed_elsewhere(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION proposed_elsewhere(date) TO plaatsmaker_api;
