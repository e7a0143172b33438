-- What holds for the catalog as a whole. One row.
CREATE TABLE meta (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    -- Names the key that seals the secrets; set by the first program that opens the catalog.
    key_id TEXT,
    -- The last revision given to a connection. Never goes back, so that no revision is used twice.
    last_revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
INSERT INTO meta (only_row, key_id, last_revision, created_at)
VALUES (1, NULL, 0, CAST(unixepoch('subsec') * 1000 AS INTEGER));

-- Registered connections.
CREATE TABLE connections (
    name TEXT NOT NULL PRIMARY KEY,
    db_type TEXT NOT NULL,
    url_sealed BLOB NOT NULL,
    masked_url TEXT NOT NULL,
    ssl_disabled BOOLEAN NOT NULL,
    server_version TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What a connection's database last said about itself, compressed.
CREATE TABLE metadata_cache (
    name TEXT NOT NULL PRIMARY KEY REFERENCES connections (name) ON DELETE CASCADE,
    refreshed_at BIGINT NOT NULL,
    format BIGINT NOT NULL,
    body BLOB NOT NULL
);

-- What was asked. Outlives its connection, so the name refers to nothing.
CREATE TABLE query_history (
    id INTEGER NOT NULL PRIMARY KEY,
    query_id TEXT NOT NULL,
    db_name TEXT NOT NULL,
    caller TEXT NOT NULL,
    sql TEXT NOT NULL,
    natural_query TEXT,
    outcome TEXT NOT NULL,
    rule TEXT,
    row_count BIGINT,
    truncated_by TEXT,
    error_code TEXT,
    error_message TEXT,
    started_at BIGINT NOT NULL,
    elapsed_ms BIGINT NOT NULL
);
CREATE INDEX query_history_newest ON query_history (db_name, started_at DESC, id DESC);
