-- What is looked up while everybody works is found without reading all there is.
CREATE INDEX delivery_not_acknowledged ON delivery (seq) WHERE acknowledged_at IS NULL;
CREATE INDEX report_of_period ON report (period);
CREATE INDEX session_open ON session (idle_until) WHERE ended_at IS NULL;
CREATE INDEX traded_token_old ON traded_token (forget_after);
CREATE INDEX application_answered ON application (received_at, id) WHERE at_bufdir = 1 AND state <> 'at_bufdir';
