-- Who acts: set per transaction by the service; else the role itself, such as the worker's.
CREATE FUNCTION acting_subject() RETURNS text LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('plaatsmaker.subject', true), ''), current_user);

-- What was done, by whom, about which object: never who the object is. `transaction` is the number
-- of the transaction that did it. It refers to no other table: it outlives them, and a row at the
-- desk must cost little.
CREATE TABLE audit_event (
    id uuid NOT NULL DEFAULT uuidv7(),
    at timestamptz NOT NULL DEFAULT now(),
    transaction bigint NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    region text NOT NULL DEFAULT asking_region(),
    municipality text DEFAULT asking_municipality(),
    subject text NOT NULL DEFAULT acting_subject(),
    kind text NOT NULL,
    object uuid,
    weight_set_version integer,
    digest bytea,
    CONSTRAINT pk_audit_event PRIMARY KEY (id),
    CONSTRAINT ck_audit_event_region CHECK (region ~ '^AM[0-9]{2}$'),
    CONSTRAINT ck_audit_event_municipality CHECK (municipality ~ '^GM[0-9]{4}$'),
    CONSTRAINT ck_audit_event_kind CHECK (kind IN (
        'match_asked', 'record_read', 'records_listed', 'proposal_shown', 'proposal_created',
        'proposal_introduced', 'proposal_accepted', 'proposal_adapted', 'proposal_declined',
        'proposal_postponed', 'placement_ended', 'placement_extended', 'place_kept',
        'place_given_up', 'pair_forbidden', 'pair_allowed', 'candidate_erased', 'imported',
        'weight_set_drafted', 'weight_set_approved', 'weight_set_activated', 'weight_set_retired',
        'run_asked', 'run_cancelled', 'run_finished', 'publication_asked', 'withdrawal_asked',
        'plan_published', 'plan_withdrawn', 'matching_suspended', 'matching_resumed'
    )),
    CONSTRAINT ck_audit_event_digest CHECK (length(digest) = 32)
);
CREATE INDEX ix_audit_event_region_transaction_id ON audit_event (region, transaction, id);
CREATE INDEX ix_audit_event_region_at_id ON audit_event (region, at, id);
CREATE INDEX ix_audit_event_municipality_at_id ON audit_event (municipality, at, id);

-- What of an event names a person, or is in somebody's words. It goes with the person; the event
-- keeps a digest of it, salted with what goes too.
CREATE TABLE audit_detail (
    event_id uuid NOT NULL,
    municipality text NOT NULL,
    candidate text NOT NULL,
    words text,
    salt bytea NOT NULL,
    CONSTRAINT pk_audit_detail PRIMARY KEY (event_id),
    CONSTRAINT fk_audit_detail_event_id FOREIGN KEY (event_id)
        REFERENCES audit_event (id) ON DELETE CASCADE,
    CONSTRAINT fk_audit_detail_municipality_candidate FOREIGN KEY (municipality, candidate)
        REFERENCES candidate (municipality, reference) ON DELETE CASCADE
);
CREATE INDEX ix_audit_detail_municipality_candidate ON audit_detail (municipality, candidate);

-- Events, sealed together: the hash is over the one before and everything they say.
CREATE TABLE audit_block (
    region text NOT NULL,
    number integer NOT NULL,
    sealed_at timestamptz NOT NULL,
    first_event uuid NOT NULL,
    last_event uuid NOT NULL,
    events integer NOT NULL,
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT pk_audit_block PRIMARY KEY (region, number),
    CONSTRAINT ck_audit_block_events CHECK (events > 0)
);

-- Which block an event is in.
CREATE TABLE audit_sealed (
    event_id uuid NOT NULL,
    region text NOT NULL,
    number integer NOT NULL,
    CONSTRAINT pk_audit_sealed PRIMARY KEY (event_id),
    CONSTRAINT fk_audit_sealed_region_number FOREIGN KEY (region, number)
        REFERENCES audit_block (region, number)
);
CREATE INDEX ix_audit_sealed_region_number ON audit_sealed (region, number);

-- From where to where the chain of a region goes: the last block that was forgotten, and the last
-- that was sealed. What transactions before `horizon` wrote is all sealed.
CREATE TABLE audit_chain (
    region text NOT NULL,
    anchor_number integer NOT NULL DEFAULT 0,
    anchor_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    head_number integer NOT NULL DEFAULT 0,
    head_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    horizon bigint NOT NULL DEFAULT 0,
    CONSTRAINT pk_audit_chain PRIMARY KEY (region),
    CONSTRAINT fk_audit_chain_region FOREIGN KEY (region) REFERENCES region (code),
    CONSTRAINT ck_audit_chain_head CHECK (anchor_number <= head_number)
);

DO $$
DECLARE
    noun text;
BEGIN
    FOREACH noun IN ARRAY ARRAY[
        'audit_event', 'audit_detail', 'audit_block', 'audit_sealed', 'audit_chain'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', noun);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', noun);
        EXECUTE format('CREATE POLICY owner_all ON %I TO plaatsmaker_owner USING (true)', noun);
    END LOOP;
    FOREACH noun IN ARRAY ARRAY['audit_event', 'audit_block', 'audit_sealed', 'audit_chain'] LOOP
        EXECUTE format(
            'CREATE POLICY worker_region ON %I TO plaatsmaker_worker'
            ' USING (region = (SELECT acting_region()))', noun
        );
    END LOOP;
END;
$$;

-- A municipality reads what was done there, and for its whole region; a region reads of its
-- municipalities what tells of nobody.
CREATE POLICY api_read ON audit_event FOR SELECT TO plaatsmaker_api USING (
    region = (SELECT asking_region()) AND (
        municipality IS NULL
        OR municipality = (SELECT asking_municipality())
        OR (SELECT asking_municipality()) IS NULL AND kind IN (
            'imported', 'weight_set_drafted', 'weight_set_approved', 'weight_set_activated',
            'weight_set_retired', 'run_asked', 'run_cancelled', 'run_finished',
            'publication_asked', 'withdrawal_asked', 'plan_published', 'plan_withdrawn',
            'matching_suspended', 'matching_resumed'
        )
    )
);
CREATE POLICY api_note ON audit_event FOR INSERT TO plaatsmaker_api WITH CHECK (
    region = (SELECT asking_region()) AND (
        municipality IS NOT DISTINCT FROM (SELECT asking_municipality())
        OR municipality = ANY ((SELECT municipalities_acted_for())::text[])
    )
);
CREATE POLICY api_own ON audit_detail TO plaatsmaker_api USING (
    municipality = (SELECT asking_municipality())
);
CREATE POLICY worker_region ON audit_detail TO plaatsmaker_worker USING (
    municipality = ANY ((SELECT municipalities_acted_for())::text[])
);

GRANT SELECT ON audit_event, audit_detail TO plaatsmaker_api, plaatsmaker_worker;
GRANT INSERT (region, municipality, kind, object, weight_set_version, digest) ON audit_event
    TO plaatsmaker_api, plaatsmaker_worker;
GRANT INSERT ON audit_detail TO plaatsmaker_api;
GRANT SELECT, INSERT ON audit_block, audit_sealed TO plaatsmaker_worker;
GRANT SELECT, INSERT (region), UPDATE (head_number, head_hash, horizon) ON audit_chain
    TO plaatsmaker_worker;

-- Not even the owner changes what was done, but to forget it in time.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       AND current_setting('plaatsmaker.forgets_audit', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION '% is written once', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END;
$$;
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_block
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_sealed
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Forget the oldest blocks of the region that is acted for, with their events: those sealed more
-- than so many months ago. The hash of the last one stays. Gives how many.
CREATE FUNCTION forget_audit(months integer) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    chain audit_chain;
    oldest_kept integer;
    last audit_block;
BEGIN
    IF months IS NULL OR months < 12 THEN
        RAISE EXCEPTION 'what was done is kept for a year at least';
    END IF;
    SELECT * INTO chain FROM audit_chain WHERE region = acting_region() FOR UPDATE;
    SELECT min(number) INTO oldest_kept FROM audit_block
    WHERE region = chain.region AND sealed_at >= now() - make_interval(months => months);
    SELECT * INTO last FROM audit_block
    WHERE region = chain.region AND number < coalesce(oldest_kept, chain.head_number + 1)
    ORDER BY number DESC LIMIT 1;
    IF last IS NULL THEN
        RETURN 0;
    END IF;
    PERFORM set_config('plaatsmaker.forgets_audit', 'on', true);
    DELETE FROM audit_event USING audit_sealed
    WHERE audit_sealed.event_id = audit_event.id
      AND audit_sealed.region = chain.region AND number <= last.number;
    DELETE FROM audit_sealed WHERE region = chain.region AND number <= last.number;
    DELETE FROM audit_block WHERE region = chain.region AND number <= last.number;
    PERFORM set_config('plaatsmaker.forgets_audit', '', true);
    UPDATE audit_chain SET anchor_number = last.number, anchor_hash = last.hash
    WHERE region = chain.region;
    RETURN last.number - chain.anchor_number;
END;
$$;
REVOKE EXECUTE ON FUNCTION forget_audit(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_audit(integer) TO plaatsmaker_worker;

-- Whether a decision is otherwise than was proposed; not known of earlier ones.
ALTER TABLE decision ADD deviates boolean;
CREATE INDEX ix_decision_municipality_decided_at ON decision (municipality, decided_at);

-- Who is deleted takes along, in the same transaction, what was said and answered; what was decided
-- is history without a name.
CREATE FUNCTION forget_person() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE decision SET motivation = NULL FROM proposal AS decided
    WHERE decided.id = decision.proposal_id AND decision.motivation IS NOT NULL
      AND decided.municipality = OLD.municipality AND decided.candidate = OLD.reference;
    UPDATE proposal
    SET candidate = 'erased-' || gen_random_uuid(),
        contributions = '{}', unknowns = '[]', signals = '[]'
    WHERE municipality = OLD.municipality AND candidate = OLD.reference
      AND status IN ('accepted', 'adapted', 'declined');
    DELETE FROM done_request
    WHERE municipality = OLD.municipality AND strpos(body, to_json(OLD.reference)::text) > 0;
    RETURN NULL;
END;
$$;
CREATE TRIGGER forget_person AFTER DELETE ON candidate
FOR EACH ROW EXECUTE FUNCTION forget_person();
