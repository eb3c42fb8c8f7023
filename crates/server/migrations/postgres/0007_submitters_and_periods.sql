-- The half-years that Bufdir has opened, each with its form and its deadlines (dates as 2026-07-31).
CREATE TABLE period (
    period TEXT PRIMARY KEY NOT NULL,
    template TEXT NOT NULL,
    municipality_deadline TEXT NOT NULL,
    office_deadline TEXT NOT NULL,
    opened_at BIGINT NOT NULL
);

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
ALTER TABLE revision ADD COLUMN submitter TEXT NOT NULL DEFAULT 'client'
    CHECK (submitter IN ('client', 'person', 'import'));
ALTER TABLE revision ALTER COLUMN submitter DROP DEFAULT;
ALTER TABLE revision ALTER COLUMN client_id DROP NOT NULL;
ALTER TABLE revision ADD COLUMN person_id TEXT REFERENCES person (id);
ALTER TABLE revision ADD CHECK ((client_id IS NOT NULL) = (submitter = 'client'));
ALTER TABLE revision ADD CHECK ((person_id IS NOT NULL) = (submitter = 'person'));

-- A decision is an officer's, made in a session, or came with an import of history. What was decided on
-- a revision can be decided anew after a reopening, so a revision may have several.
ALTER TABLE decision ALTER COLUMN person_id DROP NOT NULL;
ALTER TABLE decision ALTER COLUMN session_id DROP NOT NULL;
ALTER TABLE decision ADD CHECK ((session_id IS NULL) = (person_id IS NULL));
ALTER TABLE decision ADD COLUMN reopenings BIGINT;  -- how often the report had been reopened
ALTER TABLE decision DISABLE TRIGGER decision_stays;
UPDATE decision SET reopenings = 0 WHERE outcome = 'applied';
ALTER TABLE decision ENABLE TRIGGER decision_stays;
ALTER TABLE decision ADD CHECK ((reopenings IS NOT NULL) = (outcome = 'applied'));
ALTER TABLE decision DROP CONSTRAINT decision_report_id_revision_key;
ALTER TABLE decision ADD UNIQUE (report_id, revision, reopenings);
