-- Every decision that has a final outcome, under the client's id, for ever.
CREATE TABLE decision (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    session_id TEXT NOT NULL REFERENCES session (id),
    bytes BLOB NOT NULL,                    -- exactly as sent
    bytes_hash BLOB NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'conflict', 'rejected')),
    answer BLOB NOT NULL,                   -- the outcome as JSON, as it was first given
    report_id TEXT REFERENCES report (id),  -- of an applied decision, as the two below
    revision INTEGER,
    receipt_number TEXT UNIQUE,
    received_at INTEGER NOT NULL,
    UNIQUE (report_id, revision),
    CHECK ((report_id IS NOT NULL) = (outcome = 'applied')),
    CHECK ((revision IS NOT NULL) = (outcome = 'applied')),
    CHECK ((receipt_number IS NOT NULL) = (outcome = 'applied'))
) STRICT;

CREATE TRIGGER decision_stays BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'an outcome never changes'); END;
CREATE TRIGGER decision_remains BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;

-- The last receipt number of each year.
CREATE TABLE receipt_counter (
    year INTEGER PRIMARY KEY NOT NULL,
    last INTEGER NOT NULL
) STRICT;

-- Work for other systems, queued in the transaction that causes it.
CREATE TABLE job (
    id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('mail', 'delivery')),
    cause TEXT NOT NULL CHECK (cause IN ('revision', 'decision')),
    cause_id TEXT NOT NULL,                 -- report id and revision, or decision id
    created_at INTEGER NOT NULL,
    UNIQUE (kind, cause, cause_id)
) STRICT;
