-- What the lists say of each report, so that a list reads no form.
CREATE TABLE listed (
    id TEXT NOT NULL PRIMARY KEY REFERENCES report (id) ON DELETE CASCADE,
    unit_no TEXT NOT NULL,
    period TEXT NOT NULL,
    -- 1 where the newest revision is decided: the archive.
    decided INTEGER NOT NULL,
    row TEXT NOT NULL,
    -- What the rules find in an undecided report, once it was counted, and by which version of the product. None
    -- where the report or one it is compared with has changed since.
    findings TEXT,
    counted_by TEXT,
    -- Goes up with each such change: what was counted before it is not kept after it.
    changes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX listed_decided ON listed (decided);
CREATE INDEX listed_period ON listed (period);

INSERT INTO listed (id, unit_no, period, decided, row)
SELECT id, unit_no, period, decision IS NOT NULL, json_object(
    'id', id,
    'reference', json_extract(body, '$.reference'),
    'unit_no', unit_no,
    'unit_name', json_extract(body, '$.unit_name'),
    'period', period,
    'revision', json_extract(body, '$.revisions[#-1].number'),
    'received_at', json_extract(body, '$.revisions[#-1].received_at'),
    'deadline', json_extract(body, '$.office_deadline'),
    'state', json_extract(body, '$.state'),
    'decision', CASE WHEN decision IS NULL THEN NULL ELSE json_object(
        'approve', json(iif(json_extract(decision, '$.verdict.kind') = 'approve', 'true', 'false')),
        'receipt', json_extract(decision, '$.receipt.number'),
        'at_bufdir', json(iif(json_extract(decision, '$.acknowledged_at') IS NULL, 'false', 'true'))
    ) END
) FROM (SELECT *, json_extract(body, '$.revisions[#-1].decision') AS decision FROM report);

CREATE INDEX report_period ON report (period, unit_no);

-- Decisions that wait, and decisions that came back: as many as there is work for, however many are settled.
CREATE INDEX outbox_unsettled ON outbox (thing_id)
    WHERE outcome IS NULL OR json_extract(outcome, '$.kind') IN ('conflict', 'held', 'rejected');
-- Decisions on applications, and decisions that were offered again: few beside all others.
CREATE INDEX outbox_of_applications ON outbox (thing_id) WHERE kind = 'application';
CREATE INDEX outbox_offered_again ON outbox (thing_id) WHERE first_receipt IS NOT NULL;

-- Whether the mirror shows the decision: then the server has it, and no body is read to find out.
ALTER TABLE outbox ADD COLUMN mirrored INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET mirrored = EXISTS (
    SELECT 1 FROM report WHERE report.id = outbox.thing_id AND instr(report.body, outbox.decision_id) > 0
) OR EXISTS (
    SELECT 1 FROM application WHERE application.id = outbox.thing_id
        AND instr(application.body, outbox.decision_id) > 0
);
CREATE INDEX outbox_not_mirrored ON outbox (thing_id) WHERE mirrored = 0;
