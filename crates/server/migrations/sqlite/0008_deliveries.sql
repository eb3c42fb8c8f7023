-- Bufdir's systems, each with a credential of its own.
CREATE TABLE bufdir_client (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE,       -- SHA-256 of 256 random bits
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

-- The last delivery. Its only row is the lock under which numbers are taken, after an office's head.
CREATE TABLE delivery_head (
    one INTEGER PRIMARY KEY NOT NULL CHECK (one = 1),
    seq INTEGER NOT NULL
) STRICT;

INSERT INTO delivery_head (one, seq) VALUES (1, 0);

-- What Bufdir gets of each approval. A row is the queued work, and stays when the work is done.
CREATE TABLE delivery (
    seq INTEGER PRIMARY KEY NOT NULL,
    decision_id TEXT NOT NULL UNIQUE REFERENCES decision (id),
    report_id TEXT NOT NULL REFERENCES report (id),
    revision INTEGER NOT NULL,
    office TEXT NOT NULL REFERENCES office (id),
    body BLOB NOT NULL,                     -- exactly as Bufdir gets it
    payload_hash BLOB NOT NULL,             -- SHA-256 of the body's bytes
    queued_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    acknowledged_by TEXT REFERENCES bufdir_client (id),
    CHECK ((acknowledged_by IS NOT NULL) = (acknowledged_at IS NOT NULL))
) STRICT;

CREATE INDEX delivery_waiting ON delivery (queued_at) WHERE acknowledged_at IS NULL;

CREATE TRIGGER delivery_dense BEFORE INSERT ON delivery
WHEN NEW.seq <> 1 + (SELECT COALESCE(MAX(seq), 0) FROM delivery)
BEGIN SELECT RAISE(ABORT, 'deliveries have no gaps'); END;
CREATE TRIGGER delivery_stays BEFORE UPDATE OF
    seq, decision_id, report_id, revision, office, body, payload_hash, queued_at ON delivery
BEGIN SELECT RAISE(ABORT, 'a delivery never changes'); END;
CREATE TRIGGER delivery_acknowledged_once BEFORE UPDATE OF acknowledged_at, acknowledged_by ON delivery
WHEN OLD.acknowledged_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a delivery is acknowledged once'); END;
CREATE TRIGGER delivery_remains BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'a delivery is never deleted'); END;

-- Deliveries are no jobs any more. Those that were queued are made again by `Store::migrate`.
CREATE TABLE job_but_deliveries (
    id INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('mail')),
    cause TEXT NOT NULL CHECK (cause IN ('revision', 'decision')),
    cause_id TEXT NOT NULL,                 -- report id and revision, or decision id
    created_at INTEGER NOT NULL,
    UNIQUE (kind, cause, cause_id)
) STRICT;

INSERT INTO job_but_deliveries (id, kind, cause, cause_id, created_at)
SELECT id, kind, cause, cause_id, created_at FROM job WHERE kind <> 'delivery';
DROP TABLE job;
ALTER TABLE job_but_deliveries RENAME TO job;
