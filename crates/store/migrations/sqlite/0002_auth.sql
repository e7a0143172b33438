-- People who may sign in. A number is never given twice: the audit log refers to it.
CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL,
    -- As names are compared: in lower case.
    username_folded TEXT NOT NULL UNIQUE,
    -- A PHC string; absent for somebody who signs in through an identity provider only.
    password_hash TEXT,
    role TEXT NOT NULL,
    is_active BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    signed_in_at BIGINT
);

-- Browsers in which somebody is signed in. Secrets are kept as their SHA-256 only.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    secret_hash BLOB NOT NULL UNIQUE,
    -- The CSRF token that the browser had before it signed in; it stays good for this session.
    csrf_hash BLOB,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    address TEXT,
    user_agent TEXT,
    created_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);

-- What programs call with.
CREATE TABLE api_tokens (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    hint TEXT NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE,
    permissions TEXT NOT NULL,
    -- A JSON list of the only connections it reaches; absent for all of its owner's.
    connections TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_tokens_of_user ON api_tokens (user_id);

-- Who did what. Lines are added and never changed.
CREATE TABLE audit_log (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at BIGINT NOT NULL,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    user_id BIGINT,
    session_id TEXT,
    token_id BIGINT,
    address TEXT,
    request_id TEXT,
    subject_kind TEXT,
    subject_key TEXT,
    -- A JSON list of {field, before, after}.
    changes TEXT NOT NULL,
    note TEXT
);
CREATE INDEX audit_log_newest ON audit_log (at DESC, id DESC);
CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_log_is_never_shortened BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
