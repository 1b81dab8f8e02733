-- Finding a date (Terminumfrage): who is asked, proposed times, answers. Dated duties (Fristen) of the firm's own,
-- and marks on the dated duties of all areas, which themselves are worked out.
CREATE TABLE poll(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subject TEXT NOT NULL CHECK(subject<>''),
  kind TEXT NOT NULL                                      -- of the appointment that it becomes
    CHECK(kind IN ('visit','assembly','maintenance','acceptance','meeting','deadline','private','other')),
  minutes INTEGER NOT NULL CHECK(minutes BETWEEN 5 AND 14400),
  place TEXT NOT NULL DEFAULT '',
  zone TEXT NOT NULL DEFAULT 'Europe/Berlin' CHECK(zone<>''),
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  reference TEXT NOT NULL DEFAULT '',                     -- what it is for: 'sales:12', 'calendar:meeting/4'
  language TEXT NOT NULL DEFAULT 'de' CHECK(language IN ('de','en')),
  made TEXT NOT NULL CHECK(made IS date(made,'+0 days')),
  answer_by TEXT CHECK(answer_by IS date(answer_by,'+0 days')),
  state TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open','closed','final','abandoned')),
  chosen INTEGER CHECK(chosen BETWEEN 1 AND 99),          -- number of the proposal that it ended with
  appointment INTEGER REFERENCES appointment(id) DEFERRABLE INITIALLY DEFERRED,
  note TEXT NOT NULL DEFAULT '',                          -- goes into the mail
  CHECK((state='final')=(chosen IS NOT NULL)), CHECK((chosen IS NULL)=(appointment IS NULL))
) STRICT;
CREATE INDEX poll_running ON poll(answer_by) WHERE state IN ('open','closed');
-- proposed time; the number stays, also when others are dropped
CREATE TABLE poll_slot(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  poll INTEGER NOT NULL REFERENCES poll(id) DEFERRABLE INITIALLY DEFERRED,
  number INTEGER NOT NULL CHECK(number BETWEEN 1 AND 99),
  starts TEXT NOT NULL CHECK(starts IS strftime('%Y-%m-%dT%H:%M',starts,'+0 days')),
  ends TEXT NOT NULL CHECK(ends IS strftime('%Y-%m-%dT%H:%M',ends,'+0 days')),
  held INTEGER REFERENCES appointment(id) DEFERRABLE INITIALLY DEFERRED, -- keeps the time free meanwhile
  uid TEXT NOT NULL UNIQUE CHECK(uid<>''),                -- in calendars, also of the appointment that it becomes
  turn INTEGER NOT NULL DEFAULT 0 CHECK(turn BETWEEN 0 AND 999), -- odd: taken back after it was mailed, still in calendars
  CHECK(ends>starts), UNIQUE(poll, number), UNIQUE(poll, starts)
) STRICT;
-- who is asked: one of the own people, a contact, or only a name with an address
CREATE TABLE poll_person(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  poll INTEGER NOT NULL REFERENCES poll(id) DEFERRABLE INITIALLY DEFERRED,
  employee INTEGER REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL DEFAULT '',                          -- only where there is neither
  mail TEXT NOT NULL DEFAULT '',                          -- in place of the address that is known
  required INTEGER NOT NULL DEFAULT 0 CHECK(required IN (0,1)),
  asked TEXT CHECK(asked IS date(asked,'+0 days')),       -- when the mail was written last
  CHECK((employee IS NOT NULL)+(contact IS NOT NULL)+(name<>'')=1),
  UNIQUE(poll, employee), UNIQUE(poll, contact)
) STRICT;
CREATE INDEX poll_person_contact ON poll_person(contact) WHERE contact IS NOT NULL;
CREATE TABLE poll_vote(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  slot INTEGER NOT NULL REFERENCES poll_slot(id) DEFERRABLE INITIALLY DEFERRED,
  person INTEGER NOT NULL REFERENCES poll_person(id) DEFERRABLE INITIALLY DEFERRED,
  vote TEXT NOT NULL CHECK(vote IN ('yes','maybe','no')),
  source TEXT NOT NULL CHECK(source IN ('mail','phone','ics','hand')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  UNIQUE(slot, person)
) STRICT;
CREATE INDEX poll_vote_person ON poll_vote(person);
-- answers by mail that were read: the same mail twice changes nothing
CREATE TABLE poll_mail(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  poll INTEGER NOT NULL REFERENCES poll(id) DEFERRABLE INITIALLY DEFERRED,
  person INTEGER NOT NULL REFERENCES poll_person(id) DEFERRABLE INITIALLY DEFERRED,
  origin TEXT NOT NULL CHECK(origin<>''),                 -- its message id, or digest of its text
  sent TEXT NOT NULL,                                     -- instant; an older answer does not replace a newer one
  slot INTEGER REFERENCES poll_slot(id) DEFERRABLE INITIALLY DEFERRED, -- of an answer out of a calendar: to this one
  UNIQUE(poll, origin)
) STRICT;
CREATE INDEX poll_mail_person ON poll_mail(person);
CREATE INDEX poll_mail_slot ON poll_mail(slot) WHERE slot IS NOT NULL;
-- dated duty (Frist) of the firm's own; `day` is its next one
CREATE TABLE deadline(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL CHECK(title<>''),
  kind TEXT NOT NULL CHECK(kind<>''),                     -- key of `data/deadline-kinds.csv` or an own one
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  months INTEGER NOT NULL DEFAULT 0 CHECK(months BETWEEN 0 AND 600), -- comes back after; 0: once
  counts TEXT NOT NULL DEFAULT 'day' CHECK(counts IN ('day','done')), -- from its day, or from when it was done
  leads TEXT NOT NULL DEFAULT '14' CHECK(leads<>''),      -- days before on which it is told: '60,14'
  employee INTEGER REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  vehicle INTEGER REFERENCES vehicle(id) DEFERRABLE INITIALLY DEFERRED,
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  reference TEXT NOT NULL DEFAULT '',                     -- document or business case: 'documents:4', 'sales:7'
  law TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  ended TEXT CHECK(ended IS date(ended,'+0 days'))        -- done for good, or no longer needed
) STRICT;
CREATE INDEX deadline_open ON deadline(day) WHERE ended IS NULL;
CREATE INDEX deadline_contact ON deadline(contact) WHERE contact IS NOT NULL;
-- mark on a dated duty of any area, which is known by its reference, kind and day
CREATE TABLE deadline_mark(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ref TEXT NOT NULL CHECK(ref<>''),
  kind TEXT NOT NULL CHECK(kind<>''),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  owner INTEGER REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  until TEXT CHECK(until IS date(until,'+0 days')),       -- put off: not told before
  done TEXT CHECK(done IS date(done,'+0 days')),
  note TEXT NOT NULL DEFAULT '',
  UNIQUE(ref, kind, day)
) STRICT;
-- own kinds of duties, own periods and lead times of those that come along
CREATE TABLE deadline_kind(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL UNIQUE CHECK(kind<>''),
  name TEXT NOT NULL DEFAULT '',
  months INTEGER CHECK(months BETWEEN 0 AND 600),
  leads TEXT NOT NULL DEFAULT '',
  law TEXT NOT NULL DEFAULT ''
) STRICT;
