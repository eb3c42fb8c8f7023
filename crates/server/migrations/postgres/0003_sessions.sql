CREATE TABLE session (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    role_id TEXT NOT NULL REFERENCES role (id),
    created_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,            -- moved by a refresh, never past absolute_until
    absolute_until BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT CHECK (ended_by IN ('logout', 'reuse')),
    CHECK (idle_until <= absolute_until),
    CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);

-- An access token and the refresh token given out with it.
CREATE TABLE session_pair (
    refresh_hash BYTEA PRIMARY KEY NOT NULL,
    access_hash BYTEA NOT NULL UNIQUE,
    session_id TEXT NOT NULL REFERENCES session (id),
    -- fresh: not yet used; used: its successor is fresh; spent: a further use is a theft
    state TEXT NOT NULL CHECK (state IN ('fresh', 'used', 'spent')),
    access_until BIGINT NOT NULL
);

CREATE UNIQUE INDEX session_pair_one_fresh ON session_pair (session_id) WHERE state = 'fresh';
CREATE UNIQUE INDEX session_pair_one_used ON session_pair (session_id) WHERE state = 'used';

-- ID-porten's access tokens that were traded for a session: each only once.
CREATE TABLE traded_token (
    jti_hash BYTEA PRIMARY KEY NOT NULL,
    forget_after BIGINT NOT NULL           -- past this the token is refused as expired
);
