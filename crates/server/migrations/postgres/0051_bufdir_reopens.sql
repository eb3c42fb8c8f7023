-- A person at Bufdir sees what offices ask to have reopened, answers it, and reopens what was delivered.
CREATE POLICY bufdir ON reopening_request USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
);
CREATE POLICY bufdir_reopens ON report FOR UPDATE USING (
    (SELECT wall_realm()) = 'bufdir' AND (SELECT wall_person()) IS NOT NULL
    AND id IN (SELECT delivery.report_id FROM delivery)
);
