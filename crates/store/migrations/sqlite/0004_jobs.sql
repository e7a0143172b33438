-- What Weir does by itself. The schedule is the operator's setting; here is when each is due next.
CREATE TABLE jobs (
    name TEXT NOT NULL PRIMARY KEY,
    cron TEXT NOT NULL,
    is_paused BOOLEAN NOT NULL,
    next_due_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) WITHOUT ROWID;

-- Executions of jobs. `live` is the job's name while a run is under way and NULL after that: the unique index lets
-- one run of a job be under way at a time, whatever the number of processes.
CREATE TABLE job_runs (
    id INTEGER NOT NULL PRIMARY KEY,
    job TEXT NOT NULL,
    live TEXT,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    status TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    parts BIGINT NOT NULL,
    done BIGINT NOT NULL,
    failed BIGINT NOT NULL
);
CREATE UNIQUE INDEX job_runs_live ON job_runs (live);
CREATE INDEX job_runs_job ON job_runs (job, id);

-- What a run does at each instance (0: in the catalog). Whoever works on a part holds it until `lease_until`, and
-- renews that for as long as it lives; a part whose lease is over is anybody's.
CREATE TABLE job_run_parts (
    run_id BIGINT NOT NULL REFERENCES job_runs (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    owner TEXT,
    lease_until BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    saved BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    error_english TEXT,
    error_chinese TEXT,
    PRIMARY KEY (run_id, part)
) WITHOUT ROWID;

-- How collecting went at each instance the last time, by whomever it was asked for.
CREATE TABLE instance_collections (
    instance_id INTEGER NOT NULL PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
    tried_at BIGINT NOT NULL,
    elapsed_ms BIGINT NOT NULL,
    -- How often in a row it failed.
    failures BIGINT NOT NULL,
    error_english TEXT,
    error_chinese TEXT
);

-- How fast each database grows, computed once a day.
CREATE TABLE database_trends (
    database_id INTEGER NOT NULL PRIMARY KEY REFERENCES databases (id) ON DELETE CASCADE,
    -- The day of the last reading that it is made of.
    day BIGINT NOT NULL,
    readings BIGINT NOT NULL,
    bytes_per_day BIGINT NOT NULL,
    bytes_per_day_low BIGINT NOT NULL,
    bytes_per_day_high BIGINT NOT NULL,
    -- The limit that was set when it was computed, and the days on which it is reached.
    limit_bytes BIGINT,
    full_day BIGINT,
    full_day_earliest BIGINT,
    full_day_latest BIGINT
);
CREATE INDEX database_trends_fastest ON database_trends (bytes_per_day, database_id);
CREATE INDEX database_trends_full ON database_trends (full_day, database_id);
