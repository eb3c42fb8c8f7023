-- An answer to an application that came back is settled as little as a decision on a report that did.
DROP INDEX outbox_unsettled;
CREATE INDEX outbox_unsettled ON outbox (thing_id)
    WHERE outcome IS NULL
        OR json_extract(outcome, '$.kind') IN ('conflict', 'application_conflict', 'held', 'rejected');
