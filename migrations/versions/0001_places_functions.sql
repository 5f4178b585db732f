-- Who asks: set per transaction by the service; unset is nobody.
CREATE FUNCTION asking_municipality() RETURNS text LANGUAGE sql STABLE
RETURN nullif(current_setting('plaatsmaker.municipality', true), '');

CREATE FUNCTION asking_region() RETURNS text LANGUAGE sql STABLE
RETURN coalesce(
    nullif(current_setting('plaatsmaker.region', true), ''),
    (SELECT region FROM municipality WHERE code = asking_municipality())
);

-- All municipalities of the region for which a worker acts; none when it acts for none.
CREATE FUNCTION municipalities_acted_for() RETURNS text[] LANGUAGE sql STABLE
RETURN (
    SELECT coalesce(array_agg(code), '{}') FROM municipality
    WHERE region = nullif(current_setting('plaatsmaker.region', true), '')
);

-- The municipalities of the region of the one that asks.
CREATE FUNCTION neighbours() RETURNS text[] LANGUAGE sql STABLE
RETURN (
    SELECT coalesce(array_agg(other.code), '{}')
    FROM municipality AS own JOIN municipality AS other USING (region)
    WHERE own.code = asking_municipality()
);

-- Those of the neighbours that share a partnership with it today.
CREATE FUNCTION partners() RETURNS text[] LANGUAGE sql STABLE
RETURN (
    SELECT coalesce(array_agg(DISTINCT other.municipality), '{}')
    FROM partnership_member AS own
    JOIN partnership AS shared ON shared.reference = own.partnership
    JOIN partnership_member AS other ON other.partnership = own.partnership
    WHERE own.municipality = asking_municipality()
      AND current_date BETWEEN coalesce(shared.start_day, '-infinity')
                           AND coalesce(shared.end_day, 'infinity')
      AND other.municipality = ANY (neighbours())
);

-- Raise the change counter of the row's region, once per transaction; the row carries it.
-- The counter's row stays locked until the commit, so counters become visible in order.
CREATE FUNCTION raise_revision() RETURNS trigger LANGUAGE plpgsql
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
CREATE FUNCTION raise_all_revisions() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE region SET revision = revision + 1;
    RETURN NULL;
END;
$$;

CREATE TRIGGER raise_all_revisions AFTER INSERT OR UPDATE OR DELETE ON municipality
FOR EACH STATEMENT EXECUTE FUNCTION raise_all_revisions();
CREATE TRIGGER raise_all_revisions AFTER INSERT OR UPDATE OR DELETE ON partnership
FOR EACH STATEMENT EXECUTE FUNCTION raise_all_revisions();
CREATE TRIGGER raise_all_revisions AFTER INSERT OR UPDATE OR DELETE ON partnership_member
FOR EACH STATEMENT EXECUTE FUNCTION raise_all_revisions();
CREATE TRIGGER raise_all_revisions AFTER INSERT OR UPDATE OR DELETE ON postcode
FOR EACH STATEMENT EXECUTE FUNCTION raise_all_revisions();
