-- What a unit's reporters have filled in of a period and not sent. One row for them all: its version goes up
-- with each change, also when the draft is sent, so that no page overwrites what it has not seen.
CREATE TABLE draft (
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    period TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    content BLOB,                           -- as JSON; none once it is sent
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,                 -- the person's name
    person_id TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (unit_no, period)
) STRICT;
