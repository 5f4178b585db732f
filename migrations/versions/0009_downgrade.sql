-- The counter's row stays locked until the commit, so counters become visible in order.
CREATE OR REPLACE FUNCTION raise_revision() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own_region text;
    noted text := current_setting('plaatsmaker.raised', true);
    mark text;
    raised bigint;
BEGIN
    SELECT municipality.region INTO own_region FROM municipality
    WHERE code = coalesce(NEW.municipality, OLD.municipality);
    mark := pg_current_xact_id()::text || '/' || own_region || '/';
    IF noted IS NOT NULL AND starts_with(noted, mark) THEN
        raised := substr(noted, length(mark) + 1)::bigint;
    ELSE
        UPDATE region SET revision = revision + 1 WHERE code = own_region
        RETURNING revision INTO raised;
        PERFORM set_config('plaatsmaker.raised', mark || raised, true);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.revision := raised;
    RETURN NEW;
END;
$$;

-- What is not of one region (partnerships, postcodes) counts as a change of all.
CREATE OR REPLACE FUNCTION raise_all_revisions() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE region SET revision = revision + 1;
    RETURN NULL;
END;
$$;

DROP INDEX ix_candidate_municipality_revision, ix_organisation_municipality_revision,
    ix_vacancy_municipality_revision, ix_coach_municipality_revision;
ALTER TABLE region DROP COLUMN decided_revision, DROP COLUMN reread_revision;
