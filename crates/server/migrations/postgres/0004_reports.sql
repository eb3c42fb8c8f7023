CREATE TABLE report (
    id TEXT PRIMARY KEY NOT NULL,
    office TEXT NOT NULL REFERENCES office (id),
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    period TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL CHECK (
        state IN ('draft', 'submitted', 'withdrawn', 'approved', 'returned', 'reopened')
    ),
    revision BIGINT NOT NULL,              -- the newest
    UNIQUE (unit_no, period)
);

-- What was received, each revision for itself and for ever.
CREATE TABLE revision (
    report_id TEXT NOT NULL REFERENCES report (id),
    number BIGINT NOT NULL,
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    submission_id TEXT NOT NULL,
    content_hash BYTEA NOT NULL,
    submission BYTEA NOT NULL,               -- the submission as JSON
    client_id TEXT NOT NULL REFERENCES client (id),
    received_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, number),
    UNIQUE (unit_no, submission_id)
);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;

CREATE TRIGGER revision_stays BEFORE UPDATE ON revision
FOR EACH ROW EXECUTE FUNCTION refuse('a revision never changes');
CREATE TRIGGER revision_remains BEFORE DELETE ON revision
FOR EACH ROW EXECUTE FUNCTION refuse('a revision is never deleted');
CREATE TRIGGER revision_all_remain BEFORE TRUNCATE ON revision
EXECUTE FUNCTION refuse('a revision is never deleted');
