-- Which templates the open reports have is asked for whenever a page looks: the index answers alone, and no body is
-- read for it.
ALTER TABLE report ADD COLUMN template TEXT GENERATED ALWAYS AS (json_extract(body, '$.template')) VIRTUAL;
DROP INDEX report_waiting;
CREATE INDEX report_waiting ON report (waiting, template);
