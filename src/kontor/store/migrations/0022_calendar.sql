-- Appointments (Termine) with their crew, absences (Abwesenheiten), tasks (Aufgaben).
-- Wall time and zone are the truth; what lasts how long is worked out in UTC.
-- A row with a rule is a series (Serie); one that names a series is an occurrence that differs from it.
CREATE TABLE appointment(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL CHECK(uid<>''),                       -- for life; an occurrence has the one of its series
  sequence INTEGER NOT NULL DEFAULT 0 CHECK(sequence>=0), -- one more with each change of time, place, rule, or end
  kind TEXT NOT NULL
    CHECK(kind IN ('visit','assembly','maintenance','acceptance','meeting','deadline','private','other')),
  title TEXT NOT NULL CHECK(title<>''),
  all_day INTEGER NOT NULL DEFAULT 0 CHECK(all_day IN (0,1)),
  starts TEXT NOT NULL CHECK(starts IS strftime('%Y-%m-%dT%H:%M',starts,'+0 days')),
  ends TEXT NOT NULL CHECK(ends IS strftime('%Y-%m-%dT%H:%M',ends,'+0 days')), -- exclusive
  zone TEXT NOT NULL DEFAULT 'Europe/Berlin' CHECK(zone<>''),
  rule TEXT NOT NULL DEFAULT '',                          -- RRULE (RFC 5545); UNTIL as wall time
  series INTEGER REFERENCES appointment(id) DEFERRABLE INITIALLY DEFERRED,
  occurrence TEXT CHECK(occurrence IS strftime('%Y-%m-%dT%H:%M',occurrence,'+0 days')), -- start that the rule gave
  place TEXT NOT NULL DEFAULT '',
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  site INTEGER REFERENCES site(id) DEFERRABLE INITIALLY DEFERRED,
  reference TEXT NOT NULL DEFAULT '',                     -- what it is for: 'sales:12', 'acquisition:3'
  travel_before INTEGER NOT NULL DEFAULT 0 CHECK(travel_before BETWEEN 0 AND 1440), -- minutes
  travel_after INTEGER NOT NULL DEFAULT 0 CHECK(travel_after BETWEEN 0 AND 1440),
  state TEXT NOT NULL DEFAULT 'planned'
    CHECK(state IN ('held','planned','confirmed','under_way','done','cancelled')), -- held: a proposal keeps it free
  reason TEXT NOT NULL DEFAULT '',                        -- why cancelled
  busy INTEGER NOT NULL DEFAULT 1 CHECK(busy IN (0,1)),
  weather INTEGER NOT NULL DEFAULT 0 CHECK(weather IN (0,1)), -- needs dry weather
  fallback TEXT CHECK(fallback IS date(fallback,'+0 days')), -- day to go to when it rains
  note TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL DEFAULT '',                        -- file or feed it was read from
  CHECK(ends>starts), CHECK((series IS NULL)=(occurrence IS NULL)), CHECK(rule='' OR series IS NULL),
  CHECK(all_day=0 OR (substr(starts,11)='T00:00' AND substr(ends,11)='T00:00')),
  CHECK(reason='' OR state='cancelled')
) STRICT;
CREATE UNIQUE INDEX appointment_uid ON appointment(uid) WHERE series IS NULL;
CREATE UNIQUE INDEX appointment_occurrence ON appointment(series, occurrence) WHERE series IS NOT NULL;
CREATE INDEX appointment_days ON appointment(starts, ends) WHERE rule='';
CREATE INDEX appointment_rules ON appointment(starts) WHERE rule<>'';
CREATE INDEX appointment_contact ON appointment(contact) WHERE contact IS NOT NULL;
CREATE INDEX appointment_site ON appointment(site) WHERE site IS NOT NULL;
CREATE INDEX appointment_reference ON appointment(reference) WHERE reference<>'';
-- occurrence of a series that does not take place and never did (EXDATE)
CREATE TABLE appointment_gap(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  appointment INTEGER NOT NULL REFERENCES appointment(id) DEFERRABLE INITIALLY DEFERRED,
  occurrence TEXT NOT NULL CHECK(occurrence IS strftime('%Y-%m-%dT%H:%M',occurrence,'+0 days')),
  UNIQUE(appointment, occurrence)
) STRICT;
-- who and what an appointment takes: a person, a vehicle or a whole team
CREATE TABLE appointment_crew(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  appointment INTEGER NOT NULL REFERENCES appointment(id) DEFERRABLE INITIALLY DEFERRED,
  employee INTEGER REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  vehicle INTEGER REFERENCES vehicle(id) DEFERRABLE INITIALLY DEFERRED,
  team INTEGER REFERENCES team(id) DEFERRABLE INITIALLY DEFERRED,
  CHECK((employee IS NOT NULL)+(vehicle IS NOT NULL)+(team IS NOT NULL)=1),
  UNIQUE(appointment, employee), UNIQUE(appointment, vehicle), UNIQUE(appointment, team)
) STRICT;
CREATE INDEX appointment_crew_employee ON appointment_crew(employee) WHERE employee IS NOT NULL;
CREATE INDEX appointment_crew_vehicle ON appointment_crew(vehicle) WHERE vehicle IS NOT NULL;
CREATE INDEX appointment_crew_team ON appointment_crew(team) WHERE team IS NOT NULL;
CREATE TABLE absence(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  employee INTEGER REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED, -- NULL: the firm is closed (Betriebsferien)
  kind TEXT NOT NULL CHECK(kind IN ('vacation','sick','school','training','parental','closed','other')),
  starts TEXT NOT NULL CHECK(starts IS date(starts,'+0 days')),
  ends TEXT NOT NULL CHECK(ends IS date(ends,'+0 days')), -- last day
  half TEXT NOT NULL DEFAULT '' CHECK(half IN ('','morning','afternoon')),
  state TEXT NOT NULL DEFAULT 'approved' CHECK(state IN ('requested','approved','declined','withdrawn')),
  note TEXT NOT NULL DEFAULT '',
  CHECK(ends>=starts), CHECK(half='' OR starts=ends), CHECK((employee IS NULL)=(kind='closed'))
) STRICT;
CREATE INDEX absence_employee ON absence(employee, starts);
CREATE INDEX absence_days ON absence(starts, ends);
CREATE TABLE task(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL CHECK(title<>''),
  due TEXT CHECK(due IS date(due,'+0 days')),
  owner INTEGER REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  minutes INTEGER CHECK(minutes BETWEEN 1 AND 100000),   -- expected effort
  state TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open','done','dropped')),
  done TEXT CHECK(done IS date(done,'+0 days')),          -- day on which it was done or dropped
  reference TEXT NOT NULL DEFAULT '',                     -- what it is for: 'calendar:12', 'sales:7'
  note TEXT NOT NULL DEFAULT '',
  CHECK((state='open')=(done IS NULL))
) STRICT;
CREATE INDEX task_open ON task(due) WHERE state='open';
CREATE INDEX task_reference ON task(reference) WHERE reference<>'';
