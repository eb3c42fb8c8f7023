-- Applications for access to the published figures. The body is what the office's feed tells, where an office
-- has one.
CREATE TABLE application (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    office TEXT REFERENCES office (id),     -- where it came; none where it went to Bufdir at once
    state TEXT NOT NULL CHECK (
        state IN ('at_office', 'at_bufdir', 'approved', 'rejected', 'withdrawn', 'ended')
    ),
    at_bufdir INTEGER NOT NULL CHECK (at_bufdir IN (0, 1)), -- whether it ever came there
    rev INTEGER NOT NULL,                   -- how many times it has changed, from 1
    body BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    valid_to INTEGER,                       -- first instant without the access that was given
    CHECK ((valid_to IS NOT NULL) = (state IN ('approved', 'ended')))
) STRICT;

CREATE INDEX application_of_person ON application (person_id, received_at);
CREATE INDEX application_in_state ON application (state, office);

-- A person waits for one answer at a time.
CREATE UNIQUE INDEX application_waiting ON application (person_id)
    WHERE state IN ('at_office', 'at_bufdir');

CREATE TRIGGER application_stays BEFORE UPDATE OF id, person_id, office, received_at ON application
BEGIN SELECT RAISE(ABORT, 'what was applied for never changes'); END;
CREATE TRIGGER application_remains BEFORE DELETE ON application
BEGIN SELECT RAISE(ABORT, 'an application is never deleted'); END;

-- Every officer's decision on an application that has a final outcome, under the client's id, for ever.
CREATE TABLE application_decision (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    session_id TEXT NOT NULL REFERENCES session (id),
    office TEXT NOT NULL REFERENCES office (id), -- in whose feed it is settled
    bytes BLOB NOT NULL,                    -- exactly as sent
    bytes_hash BLOB NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'conflict', 'rejected')),
    answer BLOB NOT NULL,                   -- the outcome as JSON, as it was first given
    application_id TEXT REFERENCES application (id), -- of an applied one, as the one below
    receipt_number TEXT UNIQUE,
    received_at INTEGER NOT NULL,
    CHECK ((application_id IS NOT NULL) = (outcome = 'applied')),
    CHECK ((receipt_number IS NOT NULL) = (outcome = 'applied'))
) STRICT;

CREATE TRIGGER application_decision_stays BEFORE UPDATE ON application_decision
BEGIN SELECT RAISE(ABORT, 'an outcome never changes'); END;
CREATE TRIGGER application_decision_remains BEFORE DELETE ON application_decision
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;

-- On which application a reader sees the figures: it says whose.
ALTER TABLE role ADD COLUMN application_id TEXT REFERENCES application (id);
CREATE INDEX role_of_application ON role (application_id);
