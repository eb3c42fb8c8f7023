-- The second wall: each transaction says how far it reaches, and sees and changes no row beyond, whatever
-- its statements ask for. Where it says nothing it reaches nothing.

-- What the transaction has said. Outside a transaction, and in one that has said nothing: NULL.
CREATE FUNCTION wall_realm() RETURNS TEXT LANGUAGE sql STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('halvaarsrapport.realm', true), '');
CREATE FUNCTION wall_office() RETURNS TEXT LANGUAGE sql STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('halvaarsrapport.office', true), '');
CREATE FUNCTION wall_person() RETURNS TEXT LANGUAGE sql STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('halvaarsrapport.person', true), '');
CREATE FUNCTION wall_units() RETURNS TEXT[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(NULLIF(current_setting('halvaarsrapport.units', true), ''), ',');

-- Also for the tables' owner. The operator, on the server's own machine, reaches every row.
DO $$
DECLARE name TEXT;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'person', 'role', 'client', 'bufdir_client', 'session', 'session_pair', 'traded_token',
        'report', 'revision', 'office_head', 'feed_entry', 'feed_body', 'decision', 'job',
        'delivery', 'delivery_head', 'audit'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY operator ON %I USING ((SELECT wall_realm()) = ''operator'')', name
        );
    END LOOP;
END $$;

-- At the gate it is found out who asks; no report is there.
CREATE POLICY gate ON person USING ((SELECT wall_realm()) = 'gate');
CREATE POLICY gate ON role USING ((SELECT wall_realm()) = 'gate');
CREATE POLICY gate ON client FOR SELECT USING ((SELECT wall_realm()) = 'gate');
CREATE POLICY gate ON bufdir_client FOR SELECT USING ((SELECT wall_realm()) = 'gate');
CREATE POLICY gate ON session USING ((SELECT wall_realm()) = 'gate');
CREATE POLICY gate ON session_pair USING ((SELECT wall_realm()) = 'gate');
CREATE POLICY gate ON traded_token USING ((SELECT wall_realm()) = 'gate');

-- The server itself looks where feeds end, and whose sessions live.
CREATE POLICY watch ON office_head FOR SELECT USING ((SELECT wall_realm()) = 'watch');
CREATE POLICY watch ON session FOR SELECT USING ((SELECT wall_realm()) = 'watch');
CREATE POLICY watch ON role FOR SELECT USING ((SELECT wall_realm()) = 'watch');

-- A person reaches what is told of the person alone.
CREATE POLICY own ON person USING (id = (SELECT wall_person()));
CREATE POLICY own ON role FOR SELECT USING (person_id = (SELECT wall_person()));
CREATE POLICY own ON session USING (person_id = (SELECT wall_person()));
CREATE POLICY own ON decision FOR SELECT USING (person_id = (SELECT wall_person()));

-- An office reaches its own.
CREATE POLICY office ON report USING (office = (SELECT wall_office()));
CREATE POLICY office ON revision FOR SELECT USING (
    (SELECT wall_office()) IS NOT NULL
    AND EXISTS (SELECT 1 FROM report WHERE report.id = revision.report_id)
);
CREATE POLICY office ON office_head USING (office = (SELECT wall_office()));
CREATE POLICY office ON feed_entry USING (office = (SELECT wall_office()));
CREATE POLICY office ON feed_body USING (office = (SELECT wall_office()));
CREATE POLICY office ON decision USING (office = (SELECT wall_office()));
CREATE POLICY office ON delivery USING (office = (SELECT wall_office()));
CREATE POLICY office ON delivery_head USING ((SELECT wall_office()) IS NOT NULL);
CREATE POLICY office ON job FOR INSERT WITH CHECK ((SELECT wall_office()) IS NOT NULL);

-- Whoever reports reaches the units' own, and of feeds what tells of these.
CREATE POLICY units ON report USING (unit_no = ANY ((SELECT wall_units())::TEXT[]));
CREATE POLICY units ON revision USING (unit_no = ANY ((SELECT wall_units())::TEXT[]));
CREATE POLICY units ON office_head USING (
    office IN (SELECT unit.office FROM unit WHERE unit.unit_no = ANY ((SELECT wall_units())::TEXT[]))
    OR office IN (
        SELECT report.office FROM report WHERE report.unit_no = ANY ((SELECT wall_units())::TEXT[])
    )
);
CREATE POLICY units ON feed_entry USING (
    id IN (SELECT report.id FROM report WHERE report.unit_no = ANY ((SELECT wall_units())::TEXT[]))
);
CREATE POLICY units ON feed_body USING (
    id IN (SELECT report.id FROM report WHERE report.unit_no = ANY ((SELECT wall_units())::TEXT[]))
);
CREATE POLICY units ON job FOR INSERT WITH CHECK ((SELECT wall_units()) IS NOT NULL);

-- Bufdir reaches what is delivered, and its reports.
CREATE POLICY bufdir ON delivery USING ((SELECT wall_realm()) = 'bufdir');
CREATE POLICY bufdir ON delivery_head USING ((SELECT wall_realm()) = 'bufdir');
CREATE POLICY bufdir ON office_head USING ((SELECT wall_realm()) = 'bufdir');
CREATE POLICY bufdir ON report FOR SELECT USING (
    (SELECT wall_realm()) = 'bufdir' AND id IN (SELECT delivery.report_id FROM delivery)
);
CREATE POLICY bufdir ON feed_entry USING (
    (SELECT wall_realm()) = 'bufdir' AND id IN (SELECT delivery.report_id FROM delivery)
);
CREATE POLICY bufdir ON feed_body USING (
    (SELECT wall_realm()) = 'bufdir' AND id IN (SELECT delivery.report_id FROM delivery)
);

-- Everybody who did something has it written down. Bufdir reads it.
CREATE POLICY everybody ON audit FOR INSERT WITH CHECK ((SELECT wall_realm()) IS NOT NULL);
CREATE POLICY bufdir ON audit FOR SELECT USING ((SELECT wall_realm()) = 'bufdir');

-- That numbers have no gaps was a question to rows that a transaction may not see now. Foreign keys see
-- all: each number stands on the one before it.
DROP TRIGGER feed_entry_dense ON feed_entry;
DROP FUNCTION feed_entry_follows();
ALTER TABLE feed_entry ADD COLUMN before BIGINT GENERATED ALWAYS AS (NULLIF(seq - 1, 0)) STORED;
ALTER TABLE feed_entry ADD CONSTRAINT feed_entry_dense
    FOREIGN KEY (office, before) REFERENCES feed_entry (office, seq);

DROP TRIGGER delivery_dense ON delivery;
DROP FUNCTION delivery_follows();
ALTER TABLE delivery ADD COLUMN before BIGINT GENERATED ALWAYS AS (NULLIF(seq - 1, 0)) STORED;
ALTER TABLE delivery ADD CONSTRAINT delivery_dense FOREIGN KEY (before) REFERENCES delivery (seq);
