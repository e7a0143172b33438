-- What people tell about a connection's database.
CREATE TABLE glossary (
    id INTEGER NOT NULL PRIMARY KEY,
    db_name TEXT NOT NULL REFERENCES connections (name) ON DELETE CASCADE,
    term TEXT NOT NULL,
    meaning TEXT NOT NULL,
    -- A JSON list of names.
    tables TEXT NOT NULL,
    updated_by TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX glossary_term ON glossary (db_name, term);

-- Columns whose values go to no language model.
CREATE TABLE sensitive_columns (
    db_name TEXT NOT NULL REFERENCES connections (name) ON DELETE CASCADE,
    schema_name TEXT NOT NULL,
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    PRIMARY KEY (db_name, schema_name, table_name, column_name)
);

-- Connections whose other columns may send values.
CREATE TABLE samples_allowed (
    db_name TEXT NOT NULL PRIMARY KEY REFERENCES connections (name) ON DELETE CASCADE,
    allowed_by TEXT NOT NULL,
    allowed_at BIGINT NOT NULL
);

-- Questions, what was answered, and what people said of it.
CREATE TABLE natural_drafts (
    id TEXT NOT NULL PRIMARY KEY,
    db_name TEXT NOT NULL REFERENCES connections (name) ON DELETE CASCADE,
    caller TEXT NOT NULL,
    question TEXT NOT NULL,
    sql TEXT NOT NULL,
    tables TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    verdict TEXT,
    corrected_sql TEXT,
    corrected_tables TEXT,
    comment TEXT,
    judged_by TEXT,
    judged_at BIGINT
);
CREATE INDEX natural_drafts_judged ON natural_drafts (db_name, judged_at DESC);
CREATE INDEX natural_drafts_newest ON natural_drafts (created_at);

-- Every call to a language model. Outlives its connection, so the name refers to nothing.
CREATE TABLE llm_calls (
    id INTEGER NOT NULL PRIMARY KEY,
    draft_id TEXT,
    db_name TEXT,
    caller TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    purpose TEXT NOT NULL,
    tables TEXT NOT NULL,
    bytes_sent BIGINT NOT NULL,
    sent_samples BOOLEAN NOT NULL,
    input_tokens BIGINT NOT NULL,
    output_tokens BIGINT NOT NULL,
    elapsed_ms BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    started_at BIGINT NOT NULL
);
CREATE INDEX llm_calls_newest ON llm_calls (started_at DESC, id DESC);
