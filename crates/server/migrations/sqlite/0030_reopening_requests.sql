-- What offices ask Bufdir to reopen. A row is the queued work, and stays when Bufdir has decided.
CREATE TABLE reopening_request (
    id TEXT PRIMARY KEY NOT NULL,
    report_id TEXT NOT NULL REFERENCES report (id),
    revision INTEGER NOT NULL,
    office TEXT NOT NULL REFERENCES office (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    decided_at INTEGER                      -- Bufdir's answer, whatever it is
) STRICT;

-- An office asks once, until Bufdir has decided.
CREATE UNIQUE INDEX reopening_request_open ON reopening_request (report_id, revision)
    WHERE decided_at IS NULL;

CREATE TRIGGER reopening_request_stays BEFORE UPDATE OF
    id, report_id, revision, office, person_id, reason, asked_at ON reopening_request
BEGIN SELECT RAISE(ABORT, 'a request never changes'); END;
CREATE TRIGGER reopening_request_decided_once BEFORE UPDATE OF decided_at ON reopening_request
WHEN OLD.decided_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a request is decided once'); END;
CREATE TRIGGER reopening_request_remains BEFORE DELETE ON reopening_request
BEGIN SELECT RAISE(ABORT, 'a request is never deleted'); END;
