-- That the officer has asked Bufdir to reopen an approved report, after so many reopenings of it.
CREATE TABLE reopening_request (
    report_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    reopenings INTEGER NOT NULL,
    asked_at INTEGER NOT NULL,
    PRIMARY KEY (report_id, revision, reopenings)
) STRICT;
