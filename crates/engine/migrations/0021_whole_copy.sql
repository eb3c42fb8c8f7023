-- Whether the feed ended with what was last read of it: then all periods of all the office's forms are here.
ALTER TABLE feed_cursor ADD COLUMN whole INTEGER NOT NULL DEFAULT 0;
