-- The server's session that a program has left to the next one, as JSON.
CREATE TABLE kept_session (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL
) STRICT;
