-- Why a place: of each criterion its weight, and at each place what it saw, out of what, in which
-- unit, how it scored and whether it could be judged.
ALTER TABLE proposal ADD counted jsonb NOT NULL DEFAULT '{}';

CREATE OR REPLACE FUNCTION forget_person() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE decision SET motivation = NULL FROM proposal AS decided
    WHERE decided.id = decision.proposal_id AND decision.motivation IS NOT NULL
      AND decided.municipality = OLD.municipality AND decided.candidate = OLD.reference;
    UPDATE proposal
    SET candidate = 'erased-' || gen_random_uuid(),
        contributions = '{}', unknowns = '[]', signals = '[]',
        counted = '{}'
    WHERE municipality = OLD.municipality AND candidate = OLD.reference
      AND status IN ('accepted', 'adapted', 'declined');
    DELETE FROM done_request
    WHERE municipality = OLD.municipality AND strpos(body, to_json(OLD.reference)::text) > 0;
    RETURN NULL;
END;
$$;
