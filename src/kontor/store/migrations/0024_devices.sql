-- What stands at a customer (Anlagen, Geräte) and what was said on the telephone (Anrufnotizen).
CREATE TABLE device(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  site INTEGER REFERENCES site(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind<>''),                     -- Fenster, Heizkessel, Rollladenmotor …
  name TEXT NOT NULL CHECK(name<>''),                     -- as people call it
  maker TEXT NOT NULL DEFAULT '',
  model TEXT NOT NULL DEFAULT '',
  serial TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',                         -- where at the site
  part TEXT NOT NULL DEFAULT '',                          -- of the order, as its warranty names it
  installed TEXT CHECK(installed IS date(installed,'+0 days')),
  installed_by TEXT NOT NULL DEFAULT '',                  -- reference of the order: sales:12
  warranty_ends TEXT CHECK(warranty_ends IS date(warranty_ends,'+0 days')), -- of the maker
  note TEXT NOT NULL DEFAULT '',
  removed TEXT CHECK(removed IS date(removed,'+0 days'))
) STRICT;
CREATE INDEX device_contact ON device(contact);
CREATE INDEX device_site ON device(site) WHERE site IS NOT NULL;
CREATE INDEX device_serial ON device(serial) WHERE serial<>'';
-- call note (Anrufnotiz); what became of it stands as a reference
CREATE TABLE call_note(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,                                       -- instant
  direction TEXT NOT NULL CHECK(direction IN ('in','out','missed')),
  number TEXT NOT NULL DEFAULT '',
  number_normal TEXT NOT NULL DEFAULT '',                 -- as callers are looked up
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  site INTEGER REFERENCES site(id) DEFERRABLE INITIALLY DEFERRED,
  device INTEGER REFERENCES device(id) DEFERRABLE INITIALLY DEFERRED,
  caller TEXT NOT NULL DEFAULT '',                        -- as said
  reason TEXT NOT NULL DEFAULT '',                        -- kind of what it was about
  subject TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  minutes INTEGER CHECK(minutes>=0),
  taken_by TEXT NOT NULL DEFAULT '',
  callback_by TEXT,                                       -- instant that was promised
  called_back TEXT,                                       -- instant; of a missed call as well
  became TEXT NOT NULL DEFAULT '',                        -- tickets:3, acquisition:7, calendar:9
  origin TEXT NOT NULL DEFAULT ''                         -- line of a list of the router: nothing comes twice
) STRICT;
CREATE INDEX call_note_day ON call_note(at, id);
CREATE INDEX call_note_contact ON call_note(contact, at) WHERE contact IS NOT NULL;
CREATE INDEX call_note_number ON call_note(number_normal) WHERE number_normal<>'';
CREATE INDEX call_note_open ON call_note(at, id) WHERE called_back IS NULL AND (callback_by IS NOT NULL OR direction='missed');
CREATE INDEX call_note_origin ON call_note(origin) WHERE origin<>'';
