-- An ended placement outlives its person: it counts, and is nobody's. What one person had is told
-- from what another had by a number that stands nowhere else.
ALTER TABLE placement
    ADD former uuid,
    ALTER candidate DROP NOT NULL,
    ADD CONSTRAINT ck_placement_whose CHECK (
        candidate IS NOT NULL OR end_day IS NOT NULL AND NOT pinned
    ),
    DROP CONSTRAINT fk_placement_municipality_candidate,
    ADD CONSTRAINT fk_placement_municipality_candidate FOREIGN KEY (municipality, candidate)
        REFERENCES candidate (municipality, reference) ON DELETE SET NULL (candidate);

CREATE FUNCTION number_former() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    number uuid := gen_random_uuid();
BEGIN
    UPDATE placement SET former = number
    WHERE municipality = OLD.municipality AND candidate = OLD.reference AND NOT pinned;
    RETURN OLD;
END;
$$;
REVOKE EXECUTE ON FUNCTION number_former() FROM PUBLIC;
CREATE TRIGGER number_former BEFORE DELETE ON candidate
    FOR EACH ROW EXECUTE FUNCTION number_former();

-- Who is deleted takes along, in the same transaction, what was said and answered, also of an import
-- and in the records of others; what was decided is history without a name.
CREATE OR REPLACE FUNCTION forget_person() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    full_name text := OLD.municipality || '/' || OLD.reference;
    -- The reference by itself, not as a piece of another.
    alone text := '(?<![A-Za-z0-9_.-])' || replace(OLD.reference, '.', '\.')
        || '(?![A-Za-z0-9_-]|\.[A-Za-z0-9])';
BEGIN
    UPDATE decision SET motivation = NULL FROM proposal AS decided
    WHERE decided.id = decision.proposal_id AND decision.motivation IS NOT NULL
      AND decided.municipality = OLD.municipality AND decided.candidate = OLD.reference;
    UPDATE proposal
    SET candidate = 'erased-' || gen_random_uuid(),
        contributions = '{}', unknowns = '[]', signals = '[]',
        counted = '{}', robustness = NULL
    WHERE municipality = OLD.municipality AND candidate = OLD.reference
      AND status IN ('accepted', 'adapted', 'declined');
    DELETE FROM done_request
    WHERE municipality = OLD.municipality AND strpos(body, OLD.reference) > 0 AND body ~ alone;
    UPDATE import_job
    SET errors = (
            SELECT coalesce(jsonb_agg(error ORDER BY place), '[]')
            FROM jsonb_array_elements(errors) WITH ORDINALITY AS each (error, place)
            WHERE error::text !~ alone
        ),
        errors_left_out = errors_left_out + (
            SELECT count(*) FROM jsonb_array_elements(errors) AS error WHERE error::text ~ alone
        )
    WHERE municipality = OLD.municipality AND strpos(errors::text, OLD.reference) > 0;
    UPDATE candidate
    SET profile = jsonb_set(
        profile, '{not_together_with}', (profile -> 'not_together_with') - CASE
            WHEN municipality = OLD.municipality THEN ARRAY[OLD.reference, full_name]
            ELSE ARRAY[full_name]
        END
    )
    WHERE profile -> 'not_together_with' ? full_name
       OR municipality = OLD.municipality AND profile -> 'not_together_with' ? OLD.reference;
    RETURN NULL;
END;
$$;
