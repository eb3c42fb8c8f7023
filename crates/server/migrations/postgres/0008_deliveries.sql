-- Bufdir's systems, each with a credential of its own.
CREATE TABLE bufdir_client (
    id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    secret_hash BYTEA NOT NULL UNIQUE,       -- SHA-256 of 256 random bits
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);

-- The last delivery. Its only row is the lock under which numbers are taken, after an office's head.
CREATE TABLE delivery_head (
    one BIGINT PRIMARY KEY NOT NULL CHECK (one = 1),
    seq BIGINT NOT NULL
);

INSERT INTO delivery_head (one, seq) VALUES (1, 0);

-- What Bufdir gets of each approval. A row is the queued work, and stays when the work is done.
CREATE TABLE delivery (
    seq BIGINT PRIMARY KEY NOT NULL,
    decision_id TEXT NOT NULL UNIQUE REFERENCES decision (id),
    report_id TEXT NOT NULL REFERENCES report (id),
    revision BIGINT NOT NULL,
    office TEXT NOT NULL REFERENCES office (id),
    body BYTEA NOT NULL,                     -- exactly as Bufdir gets it
    payload_hash BYTEA NOT NULL,             -- SHA-256 of the body's bytes
    queued_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT REFERENCES bufdir_client (id),
    CHECK ((acknowledged_by IS NOT NULL) = (acknowledged_at IS NOT NULL))
);

CREATE INDEX delivery_waiting ON delivery (queued_at) WHERE acknowledged_at IS NULL;

CREATE FUNCTION delivery_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> 1 + (SELECT COALESCE(MAX(seq), 0) FROM delivery) THEN
        RAISE EXCEPTION 'deliveries have no gaps';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER delivery_dense BEFORE INSERT ON delivery
FOR EACH ROW EXECUTE FUNCTION delivery_follows();
CREATE TRIGGER delivery_stays BEFORE UPDATE OF
    seq, decision_id, report_id, revision, office, body, payload_hash, queued_at ON delivery
FOR EACH ROW EXECUTE FUNCTION refuse('a delivery never changes');
CREATE TRIGGER delivery_acknowledged_once BEFORE UPDATE OF acknowledged_at, acknowledged_by ON delivery
FOR EACH ROW WHEN (OLD.acknowledged_at IS NOT NULL)
EXECUTE FUNCTION refuse('a delivery is acknowledged once');
CREATE TRIGGER delivery_remains BEFORE DELETE ON delivery
FOR EACH ROW EXECUTE FUNCTION refuse('a delivery is never deleted');
CREATE TRIGGER delivery_all_remain BEFORE TRUNCATE ON delivery
EXECUTE FUNCTION refuse('a delivery is never deleted');

-- Deliveries are no jobs any more. Those that were queued are made again by `Store::migrate`.
DELETE FROM job WHERE kind = 'delivery';
ALTER TABLE job DROP CONSTRAINT job_kind_check;
ALTER TABLE job ADD CONSTRAINT job_kind_check CHECK (kind IN ('mail'));
