-- A decision that the server had a receipt for, and does not seem to have any more: offered again under
-- its old id, in the same bytes.

-- The receipt of then, as JSON; none where the decision was never offered again.
ALTER TABLE outbox ADD COLUMN first_receipt TEXT;
-- What the report was called when it was decided on, as JSON: the server may lose that too.
ALTER TABLE outbox ADD COLUMN subject TEXT;
UPDATE outbox SET subject = (
    SELECT json_object(
        'reference', json_extract(report.body, '$.reference'),
        'unit_name', json_extract(report.body, '$.unit_name')
    )
    FROM report WHERE report.id = outbox.report_id
);
-- The chain value of the feed that lacked the decision, and the receipt's number; none where the feed itself
-- was another. Where a server says that it has what its feed lacks, it is asked once for each receipt and
-- place in the feed.
ALTER TABLE outbox ADD COLUMN missed_at TEXT;

-- One new decision a report may wait at a time; those offered again wait besides, in their old order.
DROP INDEX outbox_waiting;
CREATE UNIQUE INDEX outbox_waiting ON outbox (report_id)
WHERE outcome IS NULL AND first_receipt IS NULL;

-- Things whose entry the cursor has passed, and whose body comes with a later page. Where the feed ends
-- there is none, unless the server was restored to a place in the middle of what was being read.
CREATE TABLE awaited (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT;
