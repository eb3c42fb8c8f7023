-- Mail: what has to be told is written in the transaction that causes it, and sent later.

-- One row a cause: who is to be told, and of what.
DROP TABLE job;
CREATE TABLE mail_cause (
    id TEXT PRIMARY KEY NOT NULL,
    cause TEXT NOT NULL,                    -- such as 'revision' or 'decision'
    cause_id TEXT NOT NULL,                 -- which
    body BLOB NOT NULL,                    -- whom it is for, and the news, as JSON: no figure, no comment
    created_at INTEGER NOT NULL,
    spread_at INTEGER,                       -- when it was found out whom it reaches
    UNIQUE (cause, cause_id)
) STRICT;

CREATE INDEX mail_cause_waiting ON mail_cause (created_at) WHERE spread_at IS NULL;

CREATE TRIGGER mail_cause_stays BEFORE UPDATE OF id, cause, cause_id, body, created_at ON mail_cause
BEGIN SELECT RAISE(ABORT, 'a cause never changes'); END;
CREATE TRIGGER mail_cause_remains BEFORE DELETE ON mail_cause
BEGIN SELECT RAISE(ABORT, 'a cause is never deleted'); END;

-- One row a mail, to one address.
CREATE TABLE mail (
    id TEXT PRIMARY KEY NOT NULL,           -- also its Message-ID
    person_id TEXT NOT NULL REFERENCES person (id),
    address TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('nb', 'nn', 'en')),
    body BLOB NOT NULL,                    -- the news in it, as JSON
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'parked')),
    tries INTEGER NOT NULL,
    next_at INTEGER NOT NULL,                -- not before
    leased_until INTEGER,                    -- a server sends it now
    fault TEXT,                             -- why the last try failed
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    CHECK ((sent_at IS NOT NULL) = (state = 'sent'))
) STRICT;

CREATE INDEX mail_due ON mail (next_at) WHERE state = 'waiting';
CREATE INDEX mail_parked ON mail (created_at) WHERE state = 'parked';

-- Whom a cause reaches, until it is in a mail or needs none.
CREATE TABLE mail_item (
    cause_id TEXT NOT NULL REFERENCES mail_cause (id),
    person_id TEXT NOT NULL REFERENCES person (id),
    units TEXT,                             -- of several units, which concern the person
    created_at INTEGER NOT NULL,
    mail_id TEXT REFERENCES mail (id),
    dropped TEXT CHECK (dropped IN ('seen', 'settled', 'unwanted', 'no_address')),
    PRIMARY KEY (cause_id, person_id),
    CHECK (mail_id IS NULL OR dropped IS NULL)
) STRICT;

CREATE INDEX mail_item_waiting ON mail_item (person_id) WHERE mail_id IS NULL AND dropped IS NULL;

-- Its only row is the lock under which news become mails.
CREATE TABLE mail_head (
    one INTEGER PRIMARY KEY NOT NULL CHECK (one = 1)
) STRICT;

INSERT INTO mail_head (one) VALUES (1);

-- When a person wants which mail, and in which language, as JSON; without a row, as `MailWishes::default`.
CREATE TABLE mail_wishes (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES person (id),
    body BLOB NOT NULL
) STRICT;

-- The code by which a person shows that an address is the own. What was mailed is the keyed hash of this row.
CREATE TABLE email_code (
    person_id TEXT PRIMARY KEY NOT NULL REFERENCES person (id),
    email TEXT NOT NULL,
    salt BLOB NOT NULL,
    tries_left INTEGER NOT NULL,
    given_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

ALTER TABLE person ADD COLUMN confirmed_email TEXT;
