-- Times are milliseconds since 1970, ids are UUIDs as text, hashes are 32 bytes.
CREATE TABLE person (
    id TEXT PRIMARY KEY NOT NULL,
    national_id_hash BYTEA NOT NULL UNIQUE,  -- HMAC-SHA-256 under the server's identity key
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- What a person may do, where, and when.
CREATE TABLE role (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    kind TEXT NOT NULL CHECK (kind IN ('officer', 'reporter', 'bufdir', 'reader', 'applicant')),
    office TEXT REFERENCES office (id),     -- an officer's
    unit_no TEXT REFERENCES unit (unit_no), -- a reporter's
    valid_from BIGINT NOT NULL,
    valid_to BIGINT,                       -- first instant without the role
    CHECK ((office IS NOT NULL) = (kind = 'officer')),
    CHECK ((unit_no IS NOT NULL) = (kind = 'reporter'))
);

CREATE INDEX role_of_person ON role (person_id, kind, valid_from);

-- A case system with a credential of its own.
CREATE TABLE client (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('reporter')),
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    name TEXT NOT NULL,                     -- stands as the submitter of its reports
    secret_hash BYTEA NOT NULL UNIQUE,       -- SHA-256 of 256 random bits
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
