-- Deliveries are acknowledged by a system of Bufdir's or by a person there.
ALTER TABLE delivery ADD COLUMN acknowledged_by_person TEXT REFERENCES person (id);
ALTER TABLE delivery DROP CONSTRAINT delivery_check;
ALTER TABLE delivery ADD CONSTRAINT delivery_by_one
    CHECK (acknowledged_by IS NULL OR acknowledged_by_person IS NULL);
ALTER TABLE delivery ADD CONSTRAINT delivery_by_somebody CHECK (
    (acknowledged_by IS NOT NULL OR acknowledged_by_person IS NOT NULL)
    = (acknowledged_at IS NOT NULL)
);
CREATE INDEX delivery_of_report ON delivery (report_id, seq);
DROP TRIGGER delivery_acknowledged_once ON delivery;
CREATE TRIGGER delivery_acknowledged_once BEFORE UPDATE OF
    acknowledged_at, acknowledged_by, acknowledged_by_person ON delivery
FOR EACH ROW WHEN (OLD.acknowledged_at IS NOT NULL)
EXECUTE FUNCTION refuse('a delivery is acknowledged once');

-- Bufdir reopens, or says no for a reason that the office reads.
ALTER TABLE reopening_request ADD COLUMN decided_by TEXT REFERENCES person (id);
ALTER TABLE reopening_request ADD COLUMN refused_because TEXT; -- none where it was reopened, or waits
CREATE TRIGGER reopening_request_answered_once BEFORE UPDATE OF
    decided_by, refused_because ON reopening_request
FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL)
EXECUTE FUNCTION refuse('a request is decided once');

-- A half-year that is closed takes nothing more in.
ALTER TABLE period ADD COLUMN closed_at BIGINT; -- none while it is open

-- A person at Bufdir sees where each report stands, and nothing of what is in those that were never approved: a
-- report's row holds no figure and no text.
CREATE POLICY bufdir_sees_states ON report FOR SELECT USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
);
