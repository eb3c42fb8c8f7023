-- Every decision that has a final outcome, under the client's id, for ever.
CREATE TABLE decision (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    session_id TEXT NOT NULL REFERENCES session (id),
    bytes BYTEA NOT NULL,                    -- exactly as sent
    bytes_hash BYTEA NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'conflict', 'rejected')),
    answer BYTEA NOT NULL,                   -- the outcome as JSON, as it was first given
    report_id TEXT REFERENCES report (id),  -- of an applied decision, as the two below
    revision BIGINT,
    receipt_number TEXT UNIQUE,
    received_at BIGINT NOT NULL,
    UNIQUE (report_id, revision),
    CHECK ((report_id IS NOT NULL) = (outcome = 'applied')),
    CHECK ((revision IS NOT NULL) = (outcome = 'applied')),
    CHECK ((receipt_number IS NOT NULL) = (outcome = 'applied'))
);

CREATE TRIGGER decision_stays BEFORE UPDATE ON decision
FOR EACH ROW EXECUTE FUNCTION refuse('an outcome never changes');
CREATE TRIGGER decision_remains BEFORE DELETE ON decision
FOR EACH ROW EXECUTE FUNCTION refuse('a decision is never deleted');
CREATE TRIGGER decision_all_remain BEFORE TRUNCATE ON decision
EXECUTE FUNCTION refuse('a decision is never deleted');

-- The last receipt number of each year.
CREATE TABLE receipt_counter (
    year BIGINT PRIMARY KEY NOT NULL,
    last BIGINT NOT NULL
);

-- Work for other systems, queued in the transaction that causes it.
CREATE TABLE job (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('mail', 'delivery')),
    cause TEXT NOT NULL CHECK (cause IN ('revision', 'decision')),
    cause_id TEXT NOT NULL,                 -- report id and revision, or decision id
    created_at BIGINT NOT NULL,
    UNIQUE (kind, cause, cause_id)
);
