-- The server's key that waiting decisions are sealed to, as it last published it.
CREATE TABLE sealing_key (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    -- As JSON.
    body TEXT NOT NULL
) STRICT;
