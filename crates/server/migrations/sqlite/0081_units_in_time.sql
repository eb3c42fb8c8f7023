-- From which day until which a unit reports (dates as 2027-01-01); none where it is not known, or has no end.
ALTER TABLE unit ADD COLUMN reports_from TEXT;
ALTER TABLE unit ADD COLUMN reports_to TEXT;

-- Bufdir reads the log by the kind of act.
CREATE INDEX audit_of_action ON audit (action, id);
