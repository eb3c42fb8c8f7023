-- Reminders that officers send to units that have not reported: one row a unit and an act of reminding, never changed.
CREATE TABLE reminder (
    office TEXT NOT NULL REFERENCES office (id),
    reminding_id TEXT NOT NULL,             -- made by the officer's program: the same again reminds nobody
    unit_no TEXT NOT NULL REFERENCES unit (unit_no),
    period TEXT NOT NULL REFERENCES period (period),
    outcome TEXT NOT NULL CHECK (outcome IN ('reminded', 'reported', 'no_reporter', 'no_address', 'just_reminded', 'no_mail')),
    receivers INTEGER NOT NULL,             -- persons with a confirmed address, then
    person_id TEXT NOT NULL REFERENCES person (id),
    sent_at INTEGER NOT NULL,
    PRIMARY KEY (office, reminding_id, unit_no)
) STRICT;

CREATE INDEX reminder_of_period ON reminder (office, period, sent_at) WHERE outcome = 'reminded';

CREATE TRIGGER reminder_stays BEFORE UPDATE ON reminder
BEGIN SELECT RAISE(ABORT, 'a reminder never changes'); END;
CREATE TRIGGER reminder_remains BEFORE DELETE ON reminder
BEGIN SELECT RAISE(ABORT, 'a reminder is never deleted'); END;
