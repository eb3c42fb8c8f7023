-- Reminders that officers send to units that have not reported: one row a unit and an act of reminding, never changed.
CREATE TABLE reminder (
    office TEXT NOT NULL REFERENCES office (id),
    reminding_id TEXT NOT NULL,             -- made by the officer's program: the same again reminds nobody
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    period TEXT NOT NULL REFERENCES period (period),
    outcome TEXT NOT NULL CHECK (outcome IN ('reminded', 'reported', 'no_reporter', 'no_address', 'just_reminded', 'no_mail')),
    receivers BIGINT NOT NULL,              -- persons with a confirmed address, then
    person_id TEXT NOT NULL REFERENCES person (id),
    sent_at BIGINT NOT NULL,
    PRIMARY KEY (office, reminding_id, unit_no)
);

CREATE INDEX reminder_of_period ON reminder (office, period, sent_at) WHERE outcome = 'reminded';

CREATE TRIGGER reminder_stays BEFORE UPDATE ON reminder
FOR EACH ROW EXECUTE FUNCTION refuse('a reminder never changes');
CREATE TRIGGER reminder_remains BEFORE DELETE ON reminder
FOR EACH ROW EXECUTE FUNCTION refuse('a reminder is never deleted');
CREATE TRIGGER reminders_remain BEFORE TRUNCATE ON reminder
EXECUTE FUNCTION refuse('a reminder is never deleted');

ALTER TABLE reminder ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON reminder USING ((SELECT wall_realm()) = 'operator');
CREATE POLICY office ON reminder USING (office = (SELECT wall_office()));
-- The postman tells what became of a reminder's mails.
CREATE POLICY post ON reminder FOR SELECT USING ((SELECT wall_realm()) = 'post');
