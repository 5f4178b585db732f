REVOKE ALL ON weight_set FROM plaatsmaker_api;
GRANT SELECT ON weight_set TO plaatsmaker_api;
DROP POLICY worker_region ON weight_set;
DROP POLICY api_change ON weight_set;
DROP POLICY api_draft ON weight_set;
DROP POLICY api_read ON weight_set;
DROP POLICY owner_all ON weight_set;
ALTER TABLE weight_set NO FORCE ROW LEVEL SECURITY;
ALTER TABLE weight_set DISABLE ROW LEVEL SECURITY;
DROP INDEX uq_weight_set_active;
-- Only the set for everybody can be active where sets have no scope.
UPDATE weight_set SET status = 'retired' WHERE num_nonnulls(region, municipality) > 0;
CREATE UNIQUE INDEX uq_weight_set_active ON weight_set (status) WHERE status = 'active';
ALTER TABLE weight_set
    ALTER version DROP IDENTITY,
    DROP CONSTRAINT ck_weight_set_scope,
    DROP CONSTRAINT ck_weight_set_approved,
    DROP CONSTRAINT ck_weight_set_activated,
    DROP CONSTRAINT ck_weight_set_retired,
    DROP CONSTRAINT ck_weight_set_approved_by_another,
    DROP CONSTRAINT ck_weight_set_approval,
    DROP region,
    DROP municipality,
    DROP author,
    DROP motivation,
    DROP holds_from,
    DROP approved_by,
    DROP approved_at,
    DROP activated_by,
    DROP activated_at,
    DROP retired_by,
    DROP retired_at;
