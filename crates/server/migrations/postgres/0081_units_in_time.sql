-- From which day until which a unit reports (dates as 2027-01-01); none where it is not known, or has no end.
ALTER TABLE unit ADD COLUMN reports_from TEXT;
ALTER TABLE unit ADD COLUMN reports_to TEXT;

-- Bufdir reads the log by the kind of act.
CREATE INDEX audit_of_action ON audit (action, id);

-- A person at Bufdir sees persons and their roles, and gives and ends the roles of others; the own ones nobody.
CREATE POLICY bufdir_people ON person USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
);
CREATE POLICY bufdir_sees_roles ON role FOR SELECT USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
);
CREATE POLICY bufdir_gives ON role FOR INSERT WITH CHECK (
    (SELECT wall_realm()) = 'bufdir' AND person_id <> (SELECT wall_person())
    AND kind IN ('officer', 'reporter', 'bufdir')
);
CREATE POLICY bufdir_ends ON role FOR UPDATE USING (
    (SELECT wall_realm()) = 'bufdir' AND person_id <> (SELECT wall_person())
    AND kind IN ('officer', 'reporter', 'bufdir')
);
