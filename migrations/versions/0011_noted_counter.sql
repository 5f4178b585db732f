-- The counter is raised once per transaction, and a row after the first finds it noted: only the
-- first of a municipality asks for its region, as the owner of the counter.
CREATE FUNCTION raised_revision(changed_municipality text, kind text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own_region text;
    noted text := current_setting('plaatsmaker.raised', true);
    now_changing text := pg_current_xact_id()::text || '/';
    mark text;
    raised bigint;
BEGIN
    SELECT municipality.region INTO own_region FROM municipality
    WHERE code = changed_municipality;
    mark := now_changing || own_region || '/' || kind || '/';
    IF noted IS NOT NULL AND starts_with(noted, mark) THEN
        raised := substr(noted, length(mark) + 1)::bigint;
    ELSE
        UPDATE region SET
            revision = revision + 1,
            decided_revision = CASE kind WHEN 'decided' THEN revision + 1 ELSE decided_revision END,
            reread_revision = CASE kind WHEN 'reread' THEN revision + 1 ELSE reread_revision END
        WHERE code = own_region
        RETURNING revision INTO raised;
        PERFORM set_config('plaatsmaker.raised', mark || raised, true);
    END IF;
    mark := now_changing || changed_municipality || '/' || kind || '/';
    PERFORM set_config('plaatsmaker.raised_for', mark || raised, true);
    RETURN raised;
END;
$$;
REVOKE EXECUTE ON FUNCTION raised_revision(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION raised_revision(text, text) TO plaatsmaker_api, plaatsmaker_worker;

CREATE OR REPLACE FUNCTION raise_revision() RETURNS trigger LANGUAGE plpgsql
SECURITY INVOKER AS $$
DECLARE
    changed_municipality text := coalesce(NEW.municipality, OLD.municipality);
    noted text := pg_catalog.current_setting('plaatsmaker.raised_for', true);
    kind text := 'row';
    mark text;
    raised bigint;
BEGIN
    IF TG_TABLE_NAME IN ('placement', 'forbid') THEN
        kind := 'decided';
    ELSIF TG_OP = 'DELETE' THEN
        kind := 'reread';
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'vacancy' THEN
        IF (OLD.sharing, OLD.organisation_municipality, OLD.organisation)
           IS DISTINCT FROM (NEW.sharing, NEW.organisation_municipality, NEW.organisation) THEN
            kind := 'reread';
        END IF;
    ELSIF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'coach' THEN
        IF OLD.area IS DISTINCT FROM NEW.area THEN
            kind := 'reread';
        END IF;
    END IF;
    mark := pg_catalog.pg_current_xact_id()::text
        || '/' || changed_municipality || '/' || kind || '/';
    IF noted IS NOT NULL AND pg_catalog.starts_with(noted, mark) THEN
        raised := pg_catalog.substr(noted, pg_catalog.length(mark) + 1)::bigint;
    ELSE
        raised := public.raised_revision(changed_municipality, kind);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.revision := raised;
    RETURN NEW;
END;
$$;
