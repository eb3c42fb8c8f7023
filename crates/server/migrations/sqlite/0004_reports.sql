CREATE TABLE report (
    id TEXT PRIMARY KEY NOT NULL,
    office TEXT NOT NULL REFERENCES office (id),
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    period TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (
        state IN ('draft', 'submitted', 'withdrawn', 'approved', 'returned', 'reopened')
    ),
    revision INTEGER NOT NULL,              -- the newest
    UNIQUE (unit_no, period)
) STRICT;

-- What was received, each revision for itself and for ever.
CREATE TABLE revision (
    report_id TEXT NOT NULL REFERENCES report (id),
    number INTEGER NOT NULL,
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    submission_id TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    submission BLOB NOT NULL,               -- the submission as JSON
    client_id TEXT NOT NULL REFERENCES client (id),
    received_at INTEGER NOT NULL,
    PRIMARY KEY (report_id, number),
    UNIQUE (unit_no, submission_id)
) STRICT;

CREATE TRIGGER revision_stays BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END;
CREATE TRIGGER revision_remains BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'a revision is never deleted'); END;
