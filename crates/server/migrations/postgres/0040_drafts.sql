-- What a unit's reporters have filled in of a period and not sent. One row for them all: its version goes up
-- with each change, also when the draft is sent, so that no page overwrites what it has not seen.
CREATE TABLE draft (
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    period TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    content BYTEA,                          -- as JSON; none once it is sent
    saved_at BIGINT NOT NULL,
    saved_by TEXT NOT NULL,                 -- the person's name
    person_id TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (unit_no, period)
);

ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON draft USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY units ON draft USING (unit_no = ANY ((SELECT wall_units())::TEXT[]));

-- Whoever reports is told whom to call: officers of the offices that control the units' reports.
CREATE POLICY units ON role FOR SELECT USING (
    kind = 'officer' AND (
        office IN (SELECT unit.office FROM unit WHERE unit.unit_no = ANY ((SELECT wall_units())::TEXT[]))
        OR office IN (
            SELECT report.office FROM report WHERE report.unit_no = ANY ((SELECT wall_units())::TEXT[])
        )
    )
);
CREATE POLICY units ON person FOR SELECT USING (
    (SELECT wall_units()) IS NOT NULL
    AND id IN (SELECT role.person_id FROM role WHERE role.kind = 'officer')
);
