-- Statements that people keep. They outlive their connection, so its name refers to nothing.
CREATE TABLE saved_queries (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    owner_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    db_name TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    sql TEXT NOT NULL,
    -- A JSON list of what the statement asks for before it runs.
    parameters TEXT NOT NULL,
    is_shared BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX saved_queries_of_owner ON saved_queries (owner_id);
CREATE INDEX saved_queries_of_connection ON saved_queries (db_name);
