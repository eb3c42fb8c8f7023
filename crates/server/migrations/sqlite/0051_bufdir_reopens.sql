-- What a person at Bufdir reaches of reports is a matter of PostgreSQL's row security alone.
SELECT 1;
