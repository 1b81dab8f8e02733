-- Own firm (eigener Betrieb): master data, dated settings, money accounts, number ranges.
CREATE TABLE firm(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  owner TEXT,
  trade TEXT,
  street TEXT,
  house_number TEXT,
  postcode TEXT,
  city TEXT,
  country TEXT NOT NULL DEFAULT 'DE',
  phone TEXT,
  mail TEXT,
  web TEXT,
  chart TEXT NOT NULL CHECK(chart IN ('skr03','skr04')),
  started TEXT NOT NULL CHECK(started IS date(started,'+0 days')),
  demo TEXT
) STRICT;
-- One row per name and day from which the value holds; the newest row not after a day is the value on that day.
CREATE TABLE setting(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  value TEXT NOT NULL,
  reason TEXT,
  UNIQUE(name, valid_from)
) STRICT;
CREATE TABLE money_account(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('bank','cash','card','paypal')),
  account TEXT NOT NULL UNIQUE,
  iban TEXT UNIQUE,
  bic TEXT,
  bank TEXT,
  holder TEXT,
  currency TEXT NOT NULL DEFAULT 'EUR',
  closed TEXT
) STRICT;
CREATE TABLE number_range(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  series TEXT NOT NULL,
  pattern TEXT NOT NULL,
  first INTEGER NOT NULL DEFAULT 1 CHECK(first > 0),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  UNIQUE(series, valid_from)
) STRICT;
