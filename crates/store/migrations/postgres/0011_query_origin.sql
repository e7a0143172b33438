-- Who ran a query, by which session or token and from where, and whether it was an export: for the audit log, which
-- refers to the history. A JSON object.
ALTER TABLE query_history ADD COLUMN origin TEXT;
CREATE INDEX query_history_latest ON query_history (started_at DESC, id DESC);
