-- The last entry of each office's feed. Its row is the lock under which numbers are taken.
CREATE TABLE office_head (
    office TEXT PRIMARY KEY NOT NULL REFERENCES office (id),
    seq BIGINT NOT NULL,
    chain BYTEA NOT NULL                     -- the chain value after that entry
);

CREATE TABLE feed_entry (
    office TEXT NOT NULL REFERENCES office (id),
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    rev BIGINT NOT NULL,
    payload_hash BYTEA NOT NULL,             -- SHA-256 of the body's bytes after this change
    chain BYTEA NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (office, seq),
    UNIQUE (office, kind, id, rev)
);

CREATE FUNCTION feed_entry_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> 1 + (SELECT COALESCE(MAX(seq), 0) FROM feed_entry WHERE office = NEW.office) THEN
        RAISE EXCEPTION 'the feed has no gaps';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER feed_entry_dense BEFORE INSERT ON feed_entry
FOR EACH ROW EXECUTE FUNCTION feed_entry_follows();
CREATE TRIGGER feed_entry_stays BEFORE UPDATE ON feed_entry
FOR EACH ROW EXECUTE FUNCTION refuse('the feed never changes');
CREATE TRIGGER feed_entry_remains BEFORE DELETE ON feed_entry
FOR EACH ROW EXECUTE FUNCTION refuse('the feed is never cut');
CREATE TRIGGER feed_entry_all_remain BEFORE TRUNCATE ON feed_entry
EXECUTE FUNCTION refuse('the feed is never cut');

-- The newest body of each thing, in the exact bytes that its last entry's payload hash covers.
CREATE TABLE feed_body (
    office TEXT NOT NULL REFERENCES office (id),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    rev BIGINT NOT NULL,
    seq BIGINT NOT NULL,                   -- the thing's last entry
    body BYTEA NOT NULL,
    PRIMARY KEY (office, kind, id),
    UNIQUE (office, seq)
);
