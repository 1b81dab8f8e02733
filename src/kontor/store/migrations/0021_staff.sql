-- People, vehicles and teams of the own firm (Mitarbeiter, Fahrzeuge, Kolonnen).
CREATE TABLE employee(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK(name<>''),
  short TEXT NOT NULL UNIQUE CHECK(short<>''),            -- as the crew view and the one-line entry call them
  role TEXT NOT NULL CHECK(role IN ('owner','office','foreman','journeyman','helper','apprentice')),
  phone TEXT NOT NULL DEFAULT '',
  mail TEXT NOT NULL DEFAULT '',
  started TEXT NOT NULL CHECK(started IS date(started,'+0 days')),
  ended TEXT CHECK(ended IS date(ended,'+0 days')),       -- last day
  hours TEXT NOT NULL DEFAULT '',                         -- 'Mo-Do 7:00-16:30, Fr 7-13'; '': office hours of the firm
  break_from TEXT NOT NULL DEFAULT '12:00' CHECK(break_from IS strftime('%H:%M',break_from)),
  break_minutes INTEGER NOT NULL DEFAULT 30 CHECK(break_minutes BETWEEN 0 AND 240),
  vacation INTEGER NOT NULL DEFAULT 0 CHECK(vacation BETWEEN 0 AND 732), -- half days of a year: 56 are 28 days
  born TEXT CHECK(born IS date(born,'+0 days')),
  skills TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  CHECK(ended IS NULL OR ended>=started)
) STRICT;
-- other working hours from a day on (Arbeitszeit); before the first row those of the employee hold
CREATE TABLE employee_hours(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  employee INTEGER NOT NULL REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  hours TEXT NOT NULL DEFAULT '',                         -- as of the employee
  break_from TEXT NOT NULL CHECK(break_from IS strftime('%H:%M',break_from)),
  break_minutes INTEGER NOT NULL CHECK(break_minutes BETWEEN 0 AND 240),
  UNIQUE(employee, valid_from)
) STRICT;
CREATE TABLE vehicle(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK(name<>''),
  plate TEXT NOT NULL DEFAULT '',
  started TEXT NOT NULL CHECK(started IS date(started,'+0 days')),
  ended TEXT CHECK(ended IS date(ended,'+0 days')),       -- last day
  note TEXT NOT NULL DEFAULT '',
  CHECK(ended IS NULL OR ended>=started)
) STRICT;
-- team (Kolonne): who is in it may change from day to day
CREATE TABLE team(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK(name<>''),
  ended TEXT CHECK(ended IS date(ended,'+0 days'))        -- last day
) STRICT;
CREATE TABLE team_member(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  team INTEGER NOT NULL REFERENCES team(id) DEFERRABLE INITIALLY DEFERRED,
  employee INTEGER NOT NULL REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED,
  since TEXT NOT NULL CHECK(since IS date(since,'+0 days')),
  until TEXT CHECK(until IS date(until,'+0 days')),       -- last day
  UNIQUE(team, employee, since),
  CHECK(until IS NULL OR until>=since)
) STRICT;
CREATE INDEX team_member_employee ON team_member(employee);
