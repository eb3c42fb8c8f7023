-- How often this store was put beyond going back. The keychain counts along: a store that counts less is an older
-- copy.
CREATE TABLE generation (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    value INTEGER NOT NULL
) STRICT;
INSERT INTO generation (one, value) VALUES (1, 0);

-- 1 where a decision waits in an older copy: it is sent when the officer says so.
ALTER TABLE outbox ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0;
