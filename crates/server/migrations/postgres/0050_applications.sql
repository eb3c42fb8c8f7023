-- Applications for access to the published figures. The body is what the office's feed tells, where an office
-- has one.
CREATE TABLE application (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    office TEXT REFERENCES office (id),     -- where it came; none where it went to Bufdir at once
    state TEXT NOT NULL CHECK (
        state IN ('at_office', 'at_bufdir', 'approved', 'rejected', 'withdrawn', 'ended')
    ),
    at_bufdir BIGINT NOT NULL CHECK (at_bufdir IN (0, 1)), -- whether it ever came there
    rev BIGINT NOT NULL,                    -- how many times it has changed, from 1
    body BYTEA NOT NULL,
    received_at BIGINT NOT NULL,
    valid_to BIGINT,                        -- first instant without the access that was given
    CHECK ((valid_to IS NOT NULL) = (state IN ('approved', 'ended')))
);

CREATE INDEX application_of_person ON application (person_id, received_at);
CREATE INDEX application_in_state ON application (state, office);

-- A person waits for one answer at a time.
CREATE UNIQUE INDEX application_waiting ON application (person_id)
    WHERE state IN ('at_office', 'at_bufdir');

CREATE TRIGGER application_stays BEFORE UPDATE OF id, person_id, office, received_at ON application
FOR EACH ROW EXECUTE FUNCTION refuse('what was applied for never changes');
CREATE TRIGGER application_remains BEFORE DELETE ON application
FOR EACH ROW EXECUTE FUNCTION refuse('an application is never deleted');
CREATE TRIGGER application_all_remain BEFORE TRUNCATE ON application
EXECUTE FUNCTION refuse('an application is never deleted');

-- Every officer's decision on an application that has a final outcome, under the client's id, for ever.
CREATE TABLE application_decision (
    id TEXT PRIMARY KEY NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (id),
    session_id TEXT NOT NULL REFERENCES session (id),
    office TEXT NOT NULL REFERENCES office (id), -- in whose feed it is settled
    bytes BYTEA NOT NULL,                   -- exactly as sent
    bytes_hash BYTEA NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('applied', 'conflict', 'rejected')),
    answer BYTEA NOT NULL,                  -- the outcome as JSON, as it was first given
    application_id TEXT REFERENCES application (id), -- of an applied one, as the one below
    receipt_number TEXT UNIQUE,
    received_at BIGINT NOT NULL,
    CHECK ((application_id IS NOT NULL) = (outcome = 'applied')),
    CHECK ((receipt_number IS NOT NULL) = (outcome = 'applied'))
);

CREATE TRIGGER application_decision_stays BEFORE UPDATE ON application_decision
FOR EACH ROW EXECUTE FUNCTION refuse('an outcome never changes');
CREATE TRIGGER application_decision_remains BEFORE DELETE ON application_decision
FOR EACH ROW EXECUTE FUNCTION refuse('a decision is never deleted');
CREATE TRIGGER application_decision_all_remain BEFORE TRUNCATE ON application_decision
EXECUTE FUNCTION refuse('a decision is never deleted');

-- On which application a reader sees the figures: it says whose.
ALTER TABLE role ADD COLUMN application_id TEXT REFERENCES application (id);
CREATE INDEX role_of_application ON role (application_id);

ALTER TABLE application ENABLE ROW LEVEL SECURITY;
ALTER TABLE application FORCE ROW LEVEL SECURITY;
ALTER TABLE application_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE application_decision FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON application USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY operator ON application_decision USING ((SELECT wall_realm()) = 'operator');

-- A person applies, sees and takes back the own; whom it is sent to has it in the feed.
CREATE POLICY own ON application USING (
    person_id = (SELECT wall_person()) AND (SELECT wall_realm()) = 'person'
);
CREATE POLICY applicant ON office_head USING ((SELECT wall_realm()) = 'person');
CREATE POLICY applicant ON feed_entry USING (
    (SELECT wall_realm()) = 'person' AND id IN (
        SELECT application.id FROM application WHERE application.person_id = (SELECT wall_person())
    )
);
CREATE POLICY applicant ON feed_body USING (
    (SELECT wall_realm()) = 'person' AND id IN (
        SELECT application.id FROM application WHERE application.person_id = (SELECT wall_person())
    )
);

-- An office answers what came to it, gives the access it says Ja to, and ends it.
CREATE POLICY office ON application USING (office = (SELECT wall_office()));
CREATE POLICY office ON application_decision USING (office = (SELECT wall_office()));
CREATE POLICY own ON application_decision FOR SELECT USING (person_id = (SELECT wall_person()));
CREATE POLICY office ON role USING (
    (SELECT wall_office()) IS NOT NULL AND kind = 'reader' AND application_id IN (
        SELECT application.id FROM application WHERE application.office = (SELECT wall_office())
    )
);

-- A person at Bufdir does the same with all. Bufdir's systems do not.
CREATE POLICY bufdir ON application USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
);
CREATE POLICY bufdir_answers ON feed_entry USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
    AND id IN (SELECT application.id FROM application)
);
CREATE POLICY bufdir_answers ON feed_body USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
    AND id IN (SELECT application.id FROM application)
);
CREATE POLICY bufdir ON role USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
    AND kind = 'reader' AND application_id IS NOT NULL
);
