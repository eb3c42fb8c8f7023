-- The server's signing keys as it last published them: receipts are verified with them, offline too.
CREATE TABLE signing_keys (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    -- A list, as JSON.
    body TEXT NOT NULL
) STRICT;
