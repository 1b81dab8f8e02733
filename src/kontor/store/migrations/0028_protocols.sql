-- Checklists (Checklisten) of the firm's own and service protocols (Wartungs- und Prüfprotokolle).
CREATE TABLE checklist(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  checklist TEXT NOT NULL CHECK(checklist<>''),           -- key; one that comes along is replaced from the day on
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  name TEXT NOT NULL CHECK(name<>''),
  kinds TEXT NOT NULL DEFAULT '',                         -- kinds of case it is offered for first
  months INTEGER CHECK(months>0),                         -- due again after
  law TEXT NOT NULL DEFAULT '',
  used INTEGER NOT NULL DEFAULT 1 CHECK(used IN (0,1)),   -- 0: not offered from this day on
  UNIQUE(checklist, valid_from)
) STRICT;
CREATE TABLE checklist_item(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  checklist INTEGER NOT NULL REFERENCES checklist(id) DEFERRABLE INITIALLY DEFERRED,
  place INTEGER NOT NULL CHECK(place>0),
  text TEXT NOT NULL CHECK(text<>''),
  type TEXT NOT NULL CHECK(type IN ('tick','number','choice','text','photo')),
  unit TEXT NOT NULL DEFAULT '',
  low INTEGER,                                            -- 1/1,000
  high INTEGER,
  choices TEXT NOT NULL DEFAULT '',                       -- with | between; one with ! behind is a defect
  required INTEGER NOT NULL DEFAULT 0 CHECK(required IN (0,1)),
  UNIQUE(checklist, place), CHECK(low<=high)
) STRICT;
-- a protocol of a case; the items are copied, so that a later checklist changes nothing
CREATE TABLE protocol(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket INTEGER NOT NULL REFERENCES ticket(id) DEFERRABLE INITIALLY DEFERRED,
  number INTEGER NOT NULL CHECK(number>0),                -- in its case
  checklist TEXT NOT NULL,
  title TEXT NOT NULL CHECK(title<>''),
  law TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL CHECK(language IN ('de','en')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  worker TEXT NOT NULL DEFAULT '',
  device INTEGER REFERENCES device(id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT NOT NULL DEFAULT '',
  next_due TEXT CHECK(next_due IS date(next_due,'+0 days')),
  replaces INTEGER REFERENCES protocol(id) DEFERRABLE INITIALLY DEFERRED, -- new version of it
  signed TEXT CHECK(signed IS date(signed,'+0 days')),
  sign_place TEXT NOT NULL DEFAULT '',
  signer TEXT NOT NULL DEFAULT '',
  unsigned TEXT NOT NULL DEFAULT '',                      -- why nobody signed for the customer
  picture TEXT REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED, -- of the signature
  document INTEGER REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE(ticket, number), CHECK(replaces<>id),
  CHECK((signed IS NULL)=(document IS NULL)), CHECK(signed IS NULL OR (signer='')<>(unsigned=''))
) STRICT;
CREATE INDEX protocol_device ON protocol(device) WHERE device IS NOT NULL;
CREATE INDEX protocol_due ON protocol(next_due) WHERE next_due IS NOT NULL;
CREATE INDEX protocol_replaces ON protocol(replaces) WHERE replaces IS NOT NULL;
CREATE TABLE protocol_item(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  protocol INTEGER NOT NULL REFERENCES protocol(id) DEFERRABLE INITIALLY DEFERRED,
  place INTEGER NOT NULL CHECK(place>0),
  text TEXT NOT NULL CHECK(text<>''),
  type TEXT NOT NULL CHECK(type IN ('tick','number','choice','text','photo')),
  unit TEXT NOT NULL DEFAULT '',
  low INTEGER,
  high INTEGER,
  choices TEXT NOT NULL DEFAULT '',
  required INTEGER NOT NULL DEFAULT 0 CHECK(required IN (0,1)),
  value TEXT NOT NULL DEFAULT '',                         -- yes, no, skip; the choice; the text; name of the picture
  number INTEGER,                                         -- measured, 1/1,000
  sha256 TEXT REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE(protocol, place), CHECK(number IS NULL OR type='number'), CHECK((sha256 IS NULL)=(type<>'photo' OR value=''))
) STRICT;
-- what came later: a signed protocol itself stays as it was signed
CREATE TABLE protocol_addendum(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  protocol INTEGER NOT NULL REFERENCES protocol(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  author TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL CHECK(text<>'')
) STRICT;
CREATE INDEX protocol_addendum_protocol ON protocol_addendum(protocol, id);
