-- A machine as one person's, who logs in from it. Its arrival token asks whether anything is new, and nothing else.
CREATE TABLE device (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    machine_id TEXT NOT NULL,               -- the machine's own, whoever uses it
    name TEXT NOT NULL,                     -- what it is called
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    arrival_hash BLOB UNIQUE,              -- SHA-256 of 256 random bits
    arrival_until INTEGER,
    arrival_role_id TEXT REFERENCES role (id),
    ended_at INTEGER,
    CHECK ((arrival_hash IS NULL) = (arrival_until IS NULL)),
    CHECK ((arrival_hash IS NULL) = (arrival_role_id IS NULL)),
    CHECK (ended_at IS NULL OR arrival_hash IS NULL)
) STRICT;

CREATE UNIQUE INDEX device_of_person ON device (person_id, machine_id) WHERE ended_at IS NULL;

-- Where the session was opened; none in a browser.
ALTER TABLE session ADD COLUMN device_id TEXT REFERENCES device (id);

CREATE INDEX session_of_device ON session (device_id, ended_at);
CREATE INDEX session_of_person ON session (person_id, ended_at);

-- How a person is reached at work.
ALTER TABLE person ADD COLUMN email TEXT;
ALTER TABLE person ADD COLUMN phone TEXT;
