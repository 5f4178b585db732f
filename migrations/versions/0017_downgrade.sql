DROP TRIGGER forget_person ON candidate;
DROP FUNCTION forget_person();
DROP INDEX ix_decision_municipality_decided_at;
ALTER TABLE decision DROP deviates;
DROP FUNCTION forget_audit(integer);
DROP TABLE audit_chain, audit_sealed, audit_block, audit_detail, audit_event;
DROP FUNCTION refuse_change(), acting_subject();
