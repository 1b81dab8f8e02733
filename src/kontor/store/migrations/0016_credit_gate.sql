-- Limit check (Kreditlimit): why a limit, a block or a class was passed over at a quote, an order or the start of work.
CREATE TABLE limit_pass(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  document INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  stage TEXT NOT NULL CHECK(stage IN ('quote','order','start')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  exposure INTEGER NOT NULL,              -- at stake with it
  credit_limit INTEGER,
  findings TEXT NOT NULL DEFAULT '[]',    -- JSON: message ids with their values, what stood against it
  reason TEXT NOT NULL CHECK(reason<>''), -- why all the same
  who TEXT NOT NULL DEFAULT ''            -- login name of the person at the computer
) STRICT;
CREATE INDEX limit_pass_document ON limit_pass(document, id);
CREATE INDEX limit_pass_contact ON limit_pass(contact, id);
