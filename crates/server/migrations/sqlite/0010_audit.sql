-- Who did what, when, on what. No figure, no text, no identity number, and no name: ids alone.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN (
        'operator', 'officer', 'reporter', 'bufdir', 'reader', 'applicant',
        'case_system', 'bufdir_system', 'nobody'
    )),
    actor_id TEXT,                          -- the person or the system; an operator has none
    session_id TEXT,                        -- a person's
    action TEXT NOT NULL,
    object TEXT,                            -- what it was done to: an id, or a place in a feed
    office TEXT REFERENCES office (id)      -- whose, where it is an office's
) STRICT;

CREATE INDEX audit_of_actor ON audit (actor_id, id);

CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log never changes'); END;
CREATE TRIGGER audit_remains BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is never cut'); END;
