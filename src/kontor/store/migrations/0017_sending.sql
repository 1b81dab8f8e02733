-- sending (Versand): how, to whom and when an issued document went to the customer; one row each time
CREATE TABLE sending(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  way TEXT NOT NULL CHECK(way IN ('mail','post','hand','portal','other')),
  recipient TEXT NOT NULL DEFAULT '',     -- mail address, or who got it
  note TEXT
) STRICT;
CREATE INDEX sending_document ON sending(document, day);
-- lists of one kind, newest first
CREATE INDEX sales_document_day ON sales_document(kind, day, id);
