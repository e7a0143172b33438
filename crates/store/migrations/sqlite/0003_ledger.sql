-- Database servers. A removed one keeps its row, and with it the history of its databases.
CREATE TABLE instances (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    db_type TEXT NOT NULL,
    host TEXT NOT NULL,
    -- 0 where the engine has no ports: two NULLs would count as different in a unique index.
    port BIGINT NOT NULL,
    -- Name and host in lower case, for the search.
    folded TEXT NOT NULL,
    environment TEXT,
    description TEXT,
    limit_bytes BIGINT,
    is_active BOOLEAN NOT NULL,
    is_sample BOOLEAN NOT NULL,
    login_user TEXT,
    login_database TEXT,
    login_parameters TEXT,
    password_sealed BLOB,
    server_version TEXT,
    -- How many active databases it has, counted anew whenever they change.
    databases BIGINT NOT NULL,
    -- When any of them was last measured.
    collected_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE UNIQUE INDEX instances_name ON instances (name);
CREATE UNIQUE INDEX instances_endpoint ON instances (db_type, host, port);

-- The instance that a connection's database is on.
ALTER TABLE connections ADD COLUMN instance_id BIGINT REFERENCES instances (id) ON DELETE SET NULL;
CREATE INDEX connections_instance ON connections (instance_id, updated_at);

CREATE TABLE tags (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    display_name TEXT NOT NULL,
    color TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tags_name ON tags (name);

CREATE TABLE instance_tags (
    instance_id BIGINT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    tag_id BIGINT NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
    PRIMARY KEY (instance_id, tag_id)
) WITHOUT ROWID;
CREATE INDEX instance_tags_tag ON instance_tags (tag_id, instance_id);

-- Every database that was ever found.
CREATE TABLE databases (
    id INTEGER NOT NULL PRIMARY KEY,
    instance_id BIGINT NOT NULL REFERENCES instances (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- A copy of the instance's: the ledger's order comes from one index.
    instance_name TEXT NOT NULL,
    -- The name in lower case, for the search.
    folded TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    -- Active, and so is its instance.
    is_listed BOOLEAN NOT NULL,
    limit_bytes BIGINT,
    -- Days since 1970-01-01.
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE UNIQUE INDEX databases_of_instance ON databases (instance_id, name);
-- These answer the ledger's pages without touching the table: filter, search and order are in them.
CREATE INDEX databases_ledger ON databases (is_listed, instance_name, name, id, instance_id, folded);
CREATE INDEX databases_by_name ON databases (is_listed, name, id, instance_id, folded);

-- The latest size of each database; there is a row from the first sight on.
CREATE TABLE database_latest (
    database_id INTEGER NOT NULL PRIMARY KEY REFERENCES databases (id) ON DELETE CASCADE,
    instance_id BIGINT NOT NULL,
    is_listed BOOLEAN NOT NULL,
    -- -1 until the first reading, in both: NULLs are ordered differently by the two backends.
    size_bytes BIGINT NOT NULL,
    collected_at BIGINT NOT NULL,
    data_bytes BIGINT,
    index_bytes BIGINT,
    log_bytes BIGINT
);
CREATE INDEX database_latest_largest ON database_latest (is_listed, size_bytes, database_id, instance_id);

-- One reading a database and day: the last. By day first, so that a day is written in one place.
CREATE TABLE size_daily (
    day BIGINT NOT NULL,
    database_id BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    data_bytes BIGINT,
    log_bytes BIGINT,
    collected_at BIGINT NOT NULL,
    PRIMARY KEY (day, database_id)
) WITHOUT ROWID;

-- What the active databases of an instance came to on a day.
CREATE TABLE instance_daily (
    instance_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    databases BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    collected_at BIGINT NOT NULL,
    PRIMARY KEY (instance_id, day)
) WITHOUT ROWID;

-- The latest sizes of the tables of a database, and when they were measured.
CREATE TABLE table_snapshots (
    database_id INTEGER NOT NULL PRIMARY KEY REFERENCES databases (id) ON DELETE CASCADE,
    collected_at BIGINT NOT NULL
);
CREATE TABLE table_sizes (
    database_id BIGINT NOT NULL REFERENCES databases (id) ON DELETE CASCADE,
    schema_name TEXT NOT NULL,
    table_name TEXT NOT NULL,
    folded_schema TEXT NOT NULL,
    folded_table TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    data_bytes BIGINT NOT NULL,
    index_bytes BIGINT NOT NULL,
    toast_bytes BIGINT,
    row_count BIGINT,
    row_count_estimated BOOLEAN NOT NULL,
    PRIMARY KEY (database_id, schema_name, table_name)
) WITHOUT ROWID;
CREATE INDEX table_sizes_largest ON table_sizes (database_id, size_bytes, schema_name, table_name);

-- Tables that have a history; a number for each, so that its days are short rows.
CREATE TABLE measured_tables (
    id INTEGER NOT NULL PRIMARY KEY,
    database_id BIGINT NOT NULL REFERENCES databases (id) ON DELETE CASCADE,
    schema_name TEXT NOT NULL,
    table_name TEXT NOT NULL
);
CREATE UNIQUE INDEX measured_tables_name ON measured_tables (database_id, schema_name, table_name);

-- The largest tables of each database, one reading a day.
CREATE TABLE table_size_daily (
    day BIGINT NOT NULL,
    table_id BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    row_count BIGINT,
    PRIMARY KEY (day, table_id)
) WITHOUT ROWID;
