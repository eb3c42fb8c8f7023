-- Applications for access as the server last sent them. Only a pull writes here.
CREATE TABLE application (
    id TEXT NOT NULL PRIMARY KEY,
    rev INTEGER NOT NULL,
    -- The exact bytes whose hash the feed carries.
    body TEXT NOT NULL
) STRICT;

-- What the officer has typed on an application, and what the application is called, as JSON: the draft outlives it.
CREATE TABLE answer_draft (
    application_id TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL,
    subject TEXT NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT;

-- A decision is on a report or on an application.
ALTER TABLE outbox RENAME COLUMN report_id TO thing_id;
ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'report';
