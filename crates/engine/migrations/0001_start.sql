-- The office's reports as the server last sent them. Only a pull writes here.
CREATE TABLE report (
    id TEXT NOT NULL PRIMARY KEY,
    rev INTEGER NOT NULL,
    unit_no TEXT NOT NULL,
    period TEXT NOT NULL,
    -- 1 where a revision waits for the office's decision: the open tasks.
    waiting INTEGER NOT NULL,
    -- The exact bytes whose hash the feed carries.
    body TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX report_unit_period ON report (unit_no, period);
CREATE INDEX report_waiting ON report (waiting);

-- How far the mirror has come in the office's feed. Written in the transaction that writes the reports.
CREATE TABLE feed_cursor (
    office TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    chain TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- What the officer has typed. Only the officer's commands write here; no sync, purge or conflict does.
CREATE TABLE draft (
    report_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (report_id, revision)
) STRICT;

-- Confirmed decisions, settled ones included. Times are Unix milliseconds.
CREATE TABLE outbox (
    decision_id TEXT NOT NULL PRIMARY KEY,
    report_id TEXT NOT NULL,
    -- The exact bytes that are sent, however often.
    request TEXT NOT NULL,
    confirmed_at INTEGER NOT NULL,
    -- When the first attempt may be made; until an attempt is made the decision can be undone.
    due_at INTEGER NOT NULL,
    -- Committed before the first byte leaves.
    attempted_at INTEGER,
    -- The server's outcome as JSON; none while the decision waits. "In flight" is never stored.
    outcome TEXT,
    settled_at INTEGER
) STRICT;

CREATE INDEX outbox_report ON outbox (report_id);
-- One decision a report may wait at a time.
CREATE UNIQUE INDEX outbox_waiting ON outbox (report_id) WHERE outcome IS NULL;

-- The officer whose store this is, as the server last said.
CREATE TABLE officer (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    body TEXT NOT NULL
) STRICT;
