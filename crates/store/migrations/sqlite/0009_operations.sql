-- What was last found out about the account of a connection. Goes whenever the connection is saved anew.
CREATE TABLE connection_safety (
    name TEXT NOT NULL PRIMARY KEY REFERENCES connections (name) ON DELETE CASCADE,
    checked_at BIGINT NOT NULL,
    grade TEXT NOT NULL,
    account TEXT NOT NULL,
    link TEXT NOT NULL,
    -- A JSON list of {grade, code, message, message_zh}.
    findings TEXT NOT NULL,
    script TEXT NOT NULL
);
