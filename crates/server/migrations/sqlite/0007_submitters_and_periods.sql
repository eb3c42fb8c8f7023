-- The half-years that Bufdir has opened, each with its form and its deadlines (dates as 2026-07-31).
CREATE TABLE period (
    period TEXT PRIMARY KEY NOT NULL,
    template TEXT NOT NULL,
    municipality_deadline TEXT NOT NULL,
    office_deadline TEXT NOT NULL,
    opened_at INTEGER NOT NULL
) STRICT;

-- What was received before periods were opened one by one counts as opened with the proposed deadlines.
INSERT INTO period (period, template, municipality_deadline, office_deadline, opened_at)
SELECT report.period, '2026-1.0',
    CASE substr(report.period, 6) WHEN '1' THEN substr(report.period, 1, 4) || '-07-31'
        ELSE (CAST(substr(report.period, 1, 4) AS INTEGER) + 1) || '-01-31' END,
    CASE substr(report.period, 6) WHEN '1' THEN substr(report.period, 1, 4) || '-09-15'
        ELSE (CAST(substr(report.period, 1, 4) AS INTEGER) + 1) || '-03-01' END,
    MIN(revision.received_at)
FROM report JOIN revision ON revision.report_id = report.id GROUP BY report.period;

-- A revision comes from a case system, from a person, or from an import of history.
CREATE TABLE revision_now (
    report_id TEXT NOT NULL REFERENCES report (id),
    number INTEGER NOT NULL,
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    submission_id TEXT NOT NULL,
    content_hash BLOB NOT NULL,
    submission BLOB NOT NULL,               -- the submission as JSON
    submitter TEXT NOT NULL CHECK (submitter IN ('client', 'person', 'import')),
    client_id TEXT REFERENCES client (id),
    person_id TEXT REFERENCES person (id),
    received_at INTEGER NOT NULL,
    PRIMARY KEY (report_id, number),
    UNIQUE (unit_no, submission_id),
    CHECK ((client_id IS NOT NULL) = (submitter = 'client')),
    CHECK ((person_id IS NOT NULL) = (submitter = 'person'))
) STRICT;
INSERT INTO revision_now (report_id, number, unit_no, submission_id, content_hash, submission,
    submitter, client_id, received_at)
SELECT report_id, number, unit_no, submission_id, content_hash, submission, 'client', client_id,
    received_at FROM revision;
DROP TABLE revision;
ALTER TABLE revision_now RENAME TO revision;

CREATE TRIGGER revision_stays BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'a revision never changes'); END;
CREATE TRIGGER revision_remains BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'a revision is never deleted'); END;

-- A decision is an officer's, made in a session, or came with an import of history. What was decided on
-- a revision can be decided anew after a reopening, so a revision may have several.
CREATE TABLE decision_now (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT REFERENCES person (id),  -- none: imported
    session_id TEXT REFERENCES session (id),
    bytes BLOB NOT NULL,                    -- exactly as sent
    bytes_hash BLOB NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'conflict', 'rejected')),
    answer BLOB NOT NULL,                   -- the outcome as JSON, as it was first given
    report_id TEXT REFERENCES report (id),  -- of an applied decision, as the three below
    revision INTEGER,
    reopenings INTEGER,                     -- how often the report had been reopened
    receipt_number TEXT UNIQUE,
    received_at INTEGER NOT NULL,
    UNIQUE (report_id, revision, reopenings),
    CHECK ((session_id IS NULL) = (person_id IS NULL)),
    CHECK ((report_id IS NOT NULL) = (outcome = 'applied')),
    CHECK ((revision IS NOT NULL) = (outcome = 'applied')),
    CHECK ((reopenings IS NOT NULL) = (outcome = 'applied')),
    CHECK ((receipt_number IS NOT NULL) = (outcome = 'applied'))
) STRICT;
INSERT INTO decision_now (id, person_id, session_id, bytes, bytes_hash, outcome, answer, report_id,
    revision, reopenings, receipt_number, received_at)
SELECT id, person_id, session_id, bytes, bytes_hash, outcome, answer, report_id, revision,
    CASE outcome WHEN 'applied' THEN 0 END, receipt_number, received_at FROM decision;
DROP TABLE decision;
ALTER TABLE decision_now RENAME TO decision;

CREATE TRIGGER decision_stays BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'an outcome never changes'); END;
CREATE TRIGGER decision_remains BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'a decision is never deleted'); END;
