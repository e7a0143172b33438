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
VALUES (1, NULL, 0, CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT));

-- Registered connections. Names are compared and ordered by their bytes, as SQLite does.
CREATE TABLE connections (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    db_type TEXT NOT NULL,
    url_sealed BYTEA NOT NULL,
    masked_url TEXT NOT NULL,
    ssl_disabled BOOLEAN NOT NULL,
    server_version TEXT NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- What a connection's database last said about itself, compressed.
CREATE TABLE metadata_cache (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES connections (name) ON DELETE CASCADE,
    refreshed_at BIGINT NOT NULL,
    format BIGINT NOT NULL,
    body BYTEA NOT NULL
);

-- The body is compressed already.
ALTER TABLE metadata_cache ALTER COLUMN body SET STORAGE EXTERNAL;

-- What was asked. Outlives its connection, so the name refers to nothing.
CREATE TABLE query_history (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    query_id TEXT NOT NULL,
    db_name TEXT COLLATE "C" NOT NULL,
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
