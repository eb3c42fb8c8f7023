-- The server has said that the officer has no access any more: what came from it is gone, and what the officer
-- wrote is kept until it is exported.
CREATE TABLE access_ended (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    told_at INTEGER NOT NULL,
    -- Whether the file was rewritten since, without what is gone.
    scrubbed INTEGER NOT NULL DEFAULT 0,
    exported_at INTEGER
) STRICT;

-- What the reports were called that drafts were written on, as JSON, where the reports are not here any more.
CREATE TABLE draft_subject (
    report_id TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;
