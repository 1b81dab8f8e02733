-- Bank (Bank): statements as imported, their lines, what they were booked as, and the user's rules.
CREATE TABLE statement_import(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  money_account INTEGER REFERENCES money_account(id) DEFERRABLE INITIALLY DEFERRED,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE TABLE statement(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  import INTEGER NOT NULL REFERENCES statement_import(id) DEFERRABLE INITIALLY DEFERRED,
  money_account INTEGER NOT NULL REFERENCES money_account(id) DEFERRABLE INITIALLY DEFERRED,
  number TEXT,
  page TEXT,
  first_day TEXT,
  last_day TEXT,
  opening INTEGER,
  opening_day TEXT,
  closing INTEGER,
  closing_day TEXT
) STRICT;
CREATE INDEX statement_account ON statement(money_account, closing_day);
CREATE TABLE bank_line(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  statement INTEGER NOT NULL REFERENCES statement(id) DEFERRABLE INITIALLY DEFERRED,
  money_account INTEGER NOT NULL REFERENCES money_account(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  day TEXT NOT NULL,
  value_day TEXT,
  cents INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  iban TEXT,
  bic TEXT,
  ultimate TEXT,
  purpose TEXT NOT NULL DEFAULT '',
  end_to_end TEXT,
  mandate TEXT,
  creditor TEXT,
  reference TEXT,
  bank_id TEXT,
  gvc TEXT,
  kind_text TEXT,
  reversal INTEGER NOT NULL DEFAULT 0 CHECK(reversal IN (0,1)),
  return_code TEXT,
  charges INTEGER,
  original_cents INTEGER,
  doubtful INTEGER REFERENCES bank_line(id) DEFERRABLE INITIALLY DEFERRED,
  set_aside TEXT
) STRICT;
CREATE INDEX bank_line_day ON bank_line(money_account, day, id);
CREATE INDEX bank_line_match ON bank_line(money_account, day, cents);
CREATE TABLE bank_detail(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bank_line INTEGER NOT NULL REFERENCES bank_line(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  cents INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  iban TEXT,
  purpose TEXT NOT NULL DEFAULT '',
  end_to_end TEXT,
  UNIQUE(bank_line, pos)
) STRICT;
-- what a bank line was booked as; several rows when it was split
CREATE TABLE bank_booking(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bank_line INTEGER NOT NULL REFERENCES bank_line(id) DEFERRABLE INITIALLY DEFERRED,
  entry INTEGER NOT NULL REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  how TEXT NOT NULL,
  UNIQUE(bank_line, entry)
) STRICT;
CREATE INDEX bank_booking_entry ON bank_booking(entry);
CREATE TABLE quarantine(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  import INTEGER NOT NULL REFERENCES statement_import(id) DEFERRABLE INITIALLY DEFERRED,
  place TEXT NOT NULL,
  content TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
-- pending lines (vorgemerkte Umsätze) are shown, never booked, and replaced at each import
CREATE TABLE bulk_pending_line(
  id INTEGER PRIMARY KEY,
  money_account INTEGER NOT NULL,
  day TEXT NOT NULL,
  cents INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  purpose TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE bank_rule(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  pattern_name TEXT NOT NULL DEFAULT '',
  pattern_purpose TEXT NOT NULL DEFAULT '',
  iban TEXT,
  sign INTEGER NOT NULL DEFAULT 0 CHECK(sign IN (-1,0,1)),
  least INTEGER,
  most INTEGER,
  account TEXT,
  code TEXT,
  partner TEXT,
  text TEXT,
  automatic INTEGER NOT NULL DEFAULT 0 CHECK(automatic IN (0,1)),
  priority INTEGER NOT NULL DEFAULT 0
) STRICT;
