-- Up to when lines of the audit log may be removed: 0 but in the middle of removing old ones. One row.
CREATE TABLE audit_retention (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    removable_before BIGINT NOT NULL
);
INSERT INTO audit_retention (only_row, removable_before) VALUES (1, 0);

DROP TRIGGER audit_log_is_never_shortened;
CREATE TRIGGER audit_log_is_shortened_at_its_old_end BEFORE DELETE ON audit_log
WHEN OLD.at >= (SELECT removable_before FROM audit_retention)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- The oldest entries, whatever their connection.
CREATE INDEX query_history_oldest ON query_history (started_at);
