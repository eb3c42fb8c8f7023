-- The last entry of each office's feed. Its row is the lock under which numbers are taken.
CREATE TABLE office_head (
    office TEXT PRIMARY KEY NOT NULL REFERENCES office (id),
    seq INTEGER NOT NULL,
    chain BLOB NOT NULL                     -- the chain value after that entry
) STRICT;

CREATE TABLE feed_entry (
    office TEXT NOT NULL REFERENCES office (id),
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    payload_hash BLOB NOT NULL,             -- SHA-256 of the body's bytes after this change
    chain BLOB NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (office, seq),
    UNIQUE (office, kind, id, rev)
) STRICT;

CREATE TRIGGER feed_entry_dense BEFORE INSERT ON feed_entry
WHEN NEW.seq <> 1 + (SELECT COALESCE(MAX(seq), 0) FROM feed_entry WHERE office = NEW.office)
BEGIN SELECT RAISE(ABORT, 'the feed has no gaps'); END;
CREATE TRIGGER feed_entry_stays BEFORE UPDATE ON feed_entry
BEGIN SELECT RAISE(ABORT, 'the feed never changes'); END;
CREATE TRIGGER feed_entry_remains BEFORE DELETE ON feed_entry
BEGIN SELECT RAISE(ABORT, 'the feed is never cut'); END;

-- The newest body of each thing, in the exact bytes that its last entry's payload hash covers.
CREATE TABLE feed_body (
    office TEXT NOT NULL REFERENCES office (id),
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    seq INTEGER NOT NULL,                   -- the thing's last entry
    body BLOB NOT NULL,
    PRIMARY KEY (office, kind, id),
    UNIQUE (office, seq)
) STRICT;
