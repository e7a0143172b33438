-- Until when a password that somebody else chose or that was made up lets its owner in; it must be changed before
-- anything else. Absent for a password of one's own.
ALTER TABLE users ADD COLUMN password_initial_until BIGINT;
-- When the password was set last; absent where that was before this was kept.
ALTER TABLE users ADD COLUMN password_changed_at BIGINT;

-- Browsers that were sent to the identity provider and are not back yet. Of their cookie only the SHA-256 is kept.
CREATE TABLE oidc_sign_ins (
    secret_hash BYTEA NOT NULL PRIMARY KEY,
    -- The path of ours that they go to afterwards.
    return_to TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX oidc_sign_ins_by_end ON oidc_sign_ins (expires_at);

-- What every password is hashed with, beside its salt. One row, made at the first start.
CREATE TABLE password_pepper (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    pepper_sealed BYTEA NOT NULL
);
