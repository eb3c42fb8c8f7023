-- Points that the officer has seen in a revision: an error must have been seen before Ja.
CREATE TABLE seen (
    report_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    point TEXT NOT NULL,
    PRIMARY KEY (report_id, revision, point)
) STRICT;

-- When the officer laid aside a decision that came back; it is never offered again.
ALTER TABLE outbox ADD COLUMN laid_aside_at INTEGER;

-- The officer's own phrases for «Kommentar», in the order in which they were saved.
CREATE TABLE phrase (
    id TEXT NOT NULL PRIMARY KEY,
    text TEXT NOT NULL
) STRICT;

-- What the officer has chosen, as JSON.
CREATE TABLE preferences (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL
) STRICT;
