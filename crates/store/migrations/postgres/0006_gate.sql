-- Ids that clients chose for their queries: a second query of one id is never run.
CREATE TABLE query_claims (
    query_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    claimed_at BIGINT NOT NULL
);
CREATE INDEX query_claims_oldest ON query_claims (claimed_at);

-- One's own history, the latest first.
CREATE INDEX query_history_own ON query_history (db_name, caller, started_at DESC, id DESC);
