-- How long the store may be opened without the server: what its last lease granted, and how much of that is
-- spent. Milliseconds; the last is this machine's clock when it was last looked at.
CREATE TABLE lease (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    granted INTEGER NOT NULL,
    spent INTEGER NOT NULL,
    looked_at INTEGER NOT NULL
) STRICT;
