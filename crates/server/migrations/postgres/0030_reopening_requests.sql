-- What offices ask Bufdir to reopen. A row is the queued work, and stays when Bufdir has decided.
CREATE TABLE reopening_request (
    id TEXT PRIMARY KEY NOT NULL,
    report_id TEXT NOT NULL REFERENCES report (id),
    revision BIGINT NOT NULL,
    office TEXT NOT NULL REFERENCES office (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    reason TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    decided_at BIGINT                       -- Bufdir's answer, whatever it is
);

-- An office asks once, until Bufdir has decided.
CREATE UNIQUE INDEX reopening_request_open ON reopening_request (report_id, revision)
    WHERE decided_at IS NULL;

CREATE TRIGGER reopening_request_stays BEFORE UPDATE OF
    id, report_id, revision, office, person_id, reason, asked_at ON reopening_request
FOR EACH ROW EXECUTE FUNCTION refuse('a request never changes');
CREATE TRIGGER reopening_request_decided_once BEFORE UPDATE OF decided_at ON reopening_request
FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL)
EXECUTE FUNCTION refuse('a request is decided once');
CREATE TRIGGER reopening_request_remains BEFORE DELETE ON reopening_request
FOR EACH ROW EXECUTE FUNCTION refuse('a request is never deleted');
CREATE TRIGGER reopening_request_all_remain BEFORE TRUNCATE ON reopening_request
EXECUTE FUNCTION refuse('a request is never deleted');

-- An office makes its own and sees them. Bufdir, whose they become, has a policy with its operation.
ALTER TABLE reopening_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE reopening_request FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON reopening_request USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY office ON reopening_request FOR SELECT USING (office = (SELECT wall_office()));
CREATE POLICY office_asks ON reopening_request FOR INSERT WITH CHECK (office = (SELECT wall_office()));
