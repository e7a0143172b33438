-- Who may see a connection. Without `limited`: everybody with the permission.
ALTER TABLE connections ADD COLUMN limited BOOLEAN NOT NULL DEFAULT FALSE;

-- Those who may see a limited one: a person, or everybody in a role.
CREATE TABLE connection_grants (
    id INTEGER NOT NULL PRIMARY KEY,
    db_name TEXT NOT NULL REFERENCES connections (name) ON DELETE CASCADE,
    user_id BIGINT REFERENCES users (id) ON DELETE CASCADE,
    role TEXT,
    -- Until when; absent for ever.
    ends_at BIGINT,
    CHECK ((user_id IS NULL) <> (role IS NULL))
);
CREATE INDEX connection_grants_of ON connection_grants (db_name);

-- Who somebody is at the identity provider: its issuer and their subject there.
ALTER TABLE users ADD COLUMN identity TEXT;
CREATE UNIQUE INDEX users_by_identity ON users (identity);
