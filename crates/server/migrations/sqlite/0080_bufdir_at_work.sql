-- Deliveries are acknowledged by a system of Bufdir's or by a person there. A table's conditions cannot be changed
-- where it stands.
CREATE TABLE delivery_of_either (
    seq INTEGER PRIMARY KEY NOT NULL,
    decision_id TEXT NOT NULL UNIQUE REFERENCES decision (id),
    report_id TEXT NOT NULL REFERENCES report (id),
    revision INTEGER NOT NULL,
    office TEXT NOT NULL REFERENCES office (id),
    body BLOB NOT NULL,                     -- exactly as Bufdir gets it
    payload_hash BLOB NOT NULL,             -- SHA-256 of the body's bytes
    queued_at INTEGER NOT NULL,
    acknowledged_at INTEGER,
    acknowledged_by TEXT REFERENCES bufdir_client (id), -- the system, or
    acknowledged_by_person TEXT REFERENCES person (id), -- the person
    CHECK (acknowledged_by IS NULL OR acknowledged_by_person IS NULL),
    CHECK (
        (acknowledged_by IS NOT NULL OR acknowledged_by_person IS NOT NULL)
        = (acknowledged_at IS NOT NULL)
    )
) STRICT;

INSERT INTO delivery_of_either (seq, decision_id, report_id, revision, office, body, payload_hash,
    queued_at, acknowledged_at, acknowledged_by)
SELECT seq, decision_id, report_id, revision, office, body, payload_hash, queued_at, acknowledged_at,
    acknowledged_by FROM delivery;
DROP TABLE delivery;
ALTER TABLE delivery_of_either RENAME TO delivery;

CREATE INDEX delivery_waiting ON delivery (queued_at) WHERE acknowledged_at IS NULL;
CREATE INDEX delivery_of_report ON delivery (report_id, seq);

CREATE TRIGGER delivery_dense BEFORE INSERT ON delivery
WHEN NEW.seq <> 1 + (SELECT COALESCE(MAX(seq), 0) FROM delivery)
BEGIN SELECT RAISE(ABORT, 'deliveries have no gaps'); END;
CREATE TRIGGER delivery_stays BEFORE UPDATE OF
    seq, decision_id, report_id, revision, office, body, payload_hash, queued_at ON delivery
BEGIN SELECT RAISE(ABORT, 'a delivery never changes'); END;
CREATE TRIGGER delivery_acknowledged_once BEFORE UPDATE OF
    acknowledged_at, acknowledged_by, acknowledged_by_person ON delivery
WHEN OLD.acknowledged_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a delivery is acknowledged once'); END;
CREATE TRIGGER delivery_remains BEFORE DELETE ON delivery
BEGIN SELECT RAISE(ABORT, 'a delivery is never deleted'); END;

-- Bufdir reopens, or says no for a reason that the office reads.
ALTER TABLE reopening_request ADD COLUMN decided_by TEXT REFERENCES person (id);
ALTER TABLE reopening_request ADD COLUMN refused_because TEXT; -- none where it was reopened, or waits
CREATE TRIGGER reopening_request_answered_once BEFORE UPDATE OF
    decided_by, refused_because ON reopening_request
WHEN OLD.decided_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a request is decided once'); END;

-- A half-year that is closed takes nothing more in.
ALTER TABLE period ADD COLUMN closed_at INTEGER; -- none while it is open
