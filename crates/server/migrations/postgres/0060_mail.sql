-- Mail: what has to be told is written in the transaction that causes it, and sent later.

-- One row a cause: who is to be told, and of what.
DROP TABLE job;
CREATE TABLE mail_cause (
    id TEXT PRIMARY KEY NOT NULL,
    cause TEXT NOT NULL,                    -- such as 'revision' or 'decision'
    cause_id TEXT NOT NULL,                 -- which
    body BYTEA NOT NULL,                    -- whom it is for, and the news, as JSON: no figure, no comment
    created_at BIGINT NOT NULL,
    spread_at BIGINT,                       -- when it was found out whom it reaches
    UNIQUE (cause, cause_id)
);

CREATE INDEX mail_cause_waiting ON mail_cause (created_at) WHERE spread_at IS NULL;

CREATE TRIGGER mail_cause_stays BEFORE UPDATE OF id, cause, cause_id, body, created_at ON mail_cause
FOR EACH ROW EXECUTE FUNCTION refuse('a cause never changes');
CREATE TRIGGER mail_cause_remains BEFORE DELETE ON mail_cause
FOR EACH ROW EXECUTE FUNCTION refuse('a cause is never deleted');
CREATE TRIGGER mail_cause_all_remain BEFORE TRUNCATE ON mail_cause
EXECUTE FUNCTION refuse('a cause is never deleted');

-- One row a mail, to one address.
CREATE TABLE mail (
    id TEXT PRIMARY KEY NOT NULL,           -- also its Message-ID
    person_id TEXT NOT NULL REFERENCES person (id),
    address TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
    body BYTEA NOT NULL,                    -- the news in it, as JSON
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'parked')),
    tries BIGINT NOT NULL,
    next_at BIGINT NOT NULL,                -- not before
    leased_until BIGINT,                    -- a server sends it now
    fault TEXT,                             -- why the last try failed
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    CHECK ((sent_at IS NOT NULL) = (state = 'sent'))
);

CREATE INDEX mail_due ON mail (next_at) WHERE state = 'waiting';
CREATE INDEX mail_parked ON mail (created_at) WHERE state = 'parked';

-- Whom a cause reaches, until it is in a mail or needs none.
CREATE TABLE mail_item (
    cause_id TEXT NOT NULL REFERENCES mail_cause (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    units TEXT,                             -- of several units, which concern the person
    created_at BIGINT NOT NULL,
    mail_id TEXT REFERENCES mail (id),
    dropped TEXT CHECK (dropped IN ('seen', 'settled', 'unwanted', 'no_address')),
    PRIMARY KEY (cause_id, person_id),
    CHECK (mail_id IS NULL OR dropped IS NULL)
);

CREATE INDEX mail_item_waiting ON mail_item (person_id) WHERE mail_id IS NULL AND dropped IS NULL;

-- Its only row is the lock under which news become mails.
CREATE TABLE mail_head (
    one BIGINT PRIMARY KEY NOT NULL CHECK (one = 1)
);

INSERT INTO mail_head (one) VALUES (1);

-- When a person wants which mail, and in which language, as JSON; without a row, as `MailWishes::default`.
CREATE TABLE mail_wishes (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES person (id),
    body BYTEA NOT NULL
);

-- The code by which a person shows that an address is the own. What was mailed is the keyed hash of this row.
CREATE TABLE email_code (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES person (id),
    email TEXT NOT NULL,
    salt BYTEA NOT NULL,
    tries_left BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

ALTER TABLE person ADD COLUMN confirmed_email TEXT;

ALTER TABLE mail_cause ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_cause FORCE ROW LEVEL SECURITY;
ALTER TABLE mail ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail FORCE ROW LEVEL SECURITY;
ALTER TABLE mail_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_item FORCE ROW LEVEL SECURITY;
ALTER TABLE mail_head ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_head FORCE ROW LEVEL SECURITY;
ALTER TABLE mail_wishes ENABLE ROW LEVEL SECURITY;
ALTER TABLE mail_wishes FORCE ROW LEVEL SECURITY;
ALTER TABLE email_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE email_code FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON mail_cause USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY operator ON mail USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY operator ON mail_item USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY operator ON mail_head USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY operator ON mail_wishes USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY operator ON email_code USING ((SELECT wall_realm()) = 'operator');

-- Whatever is done queues what has to be told of it. Only the server itself, as its own postman, reads that.
CREATE POLICY everybody ON mail_cause FOR INSERT WITH CHECK ((SELECT wall_realm()) IS NOT NULL);
CREATE POLICY post ON mail_cause USING ((SELECT wall_realm()) = 'post');
CREATE POLICY post ON mail USING ((SELECT wall_realm()) = 'post');
CREATE POLICY post ON mail_item USING ((SELECT wall_realm()) = 'post');
CREATE POLICY post ON mail_head USING ((SELECT wall_realm()) = 'post');

-- The postman looks who holds which role, how they are reached, and what still waits or has been seen.
CREATE POLICY post ON person FOR SELECT USING ((SELECT wall_realm()) = 'post');
CREATE POLICY post ON role FOR SELECT USING ((SELECT wall_realm()) = 'post');
CREATE POLICY post ON report FOR SELECT USING ((SELECT wall_realm()) = 'post');
CREATE POLICY post ON application FOR SELECT USING ((SELECT wall_realm()) = 'post');
CREATE POLICY post ON reopening_request FOR SELECT USING ((SELECT wall_realm()) = 'post');
CREATE POLICY post ON audit FOR SELECT USING ((SELECT wall_realm()) = 'post');
CREATE POLICY post ON mail_wishes FOR SELECT USING ((SELECT wall_realm()) = 'post');

-- A person says which mails to send, and types the code.
CREATE POLICY own ON mail_wishes USING (
    person_id = (SELECT wall_person()) AND (SELECT wall_realm()) = 'person'
);
CREATE POLICY own ON email_code USING (
    person_id = (SELECT wall_person()) AND (SELECT wall_realm()) = 'person'
);
