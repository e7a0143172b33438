-- Up to when lines of the audit log may be removed: 0 but in the middle of removing old ones. One row.
CREATE TABLE audit_retention (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    removable_before BIGINT NOT NULL
);
INSERT INTO audit_retention (only_row, removable_before) VALUES (1, 0);

DROP TRIGGER audit_log_is_never_changed ON audit_log;
CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION weir_refuse_audit_change();
CREATE FUNCTION weir_refuse_audit_shortening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.at >= (SELECT removable_before FROM audit_retention) THEN
        RAISE EXCEPTION 'the audit log is append-only';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER audit_log_is_shortened_at_its_old_end BEFORE DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION weir_refuse_audit_shortening();

-- The oldest entries, whatever their connection.
CREATE INDEX query_history_oldest ON query_history (started_at);
