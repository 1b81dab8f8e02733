-- Payments (Zahlungsverkehr): runs of transfers and direct debits, their files, mandates, terms and blocks of paying.
-- mandate (Lastschriftmandat): what a customer signed; kept 14 months after its last use
CREATE TABLE mandate(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  number TEXT NOT NULL UNIQUE CHECK(length(number) BETWEEN 1 AND 35),
  signed TEXT NOT NULL CHECK(signed IS date(signed,'+0 days')),
  scheme TEXT NOT NULL DEFAULT 'CORE' CHECK(scheme IN ('CORE','B2B')),
  once INTEGER NOT NULL DEFAULT 0 CHECK(once IN (0,1)),
  iban TEXT NOT NULL,
  bic TEXT,
  holder TEXT NOT NULL,
  last_used TEXT CHECK(last_used IS NULL OR last_used IS date(last_used,'+0 days')),  -- before this file began
  ended TEXT CHECK(ended IS NULL OR ended IS date(ended,'+0 days')),
  reason TEXT
) STRICT;
CREATE INDEX mandate_contact ON mandate(contact);
-- how a partner is paid, and which office gets what is kept back for him (§ 48 EStG)
CREATE TABLE pay_terms(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL UNIQUE REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  method TEXT NOT NULL DEFAULT 'transfer' CHECK(method IN ('transfer','collected','other')),
  withhold TEXT NOT NULL DEFAULT 'auto' CHECK(withhold IN ('auto','never')),
  tax_office TEXT,
  tax_office_iban TEXT
) STRICT;
-- a bill that is not to be paid, with the reason
CREATE TABLE pay_block(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL UNIQUE REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  reason TEXT NOT NULL,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days'))
) STRICT;
-- run (Zahlungslauf, Lastschriftlauf): proposed until it is released
CREATE TABLE pay_run(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK(kind IN ('transfer','debit')),
  money_account INTEGER NOT NULL REFERENCES money_account(id) DEFERRABLE INITIALLY DEFERRED,
  scheme TEXT NOT NULL DEFAULT '' CHECK(scheme IN ('','CORE','B2B')),
  together INTEGER NOT NULL DEFAULT 0 CHECK(together IN (0,1)),   -- one line on the statement for all
  made TEXT NOT NULL CHECK(made IS date(made,'+0 days')),
  noticed TEXT CHECK(noticed IS NULL OR noticed IS date(noticed,'+0 days')),
  released TEXT CHECK(released IS NULL OR released IS date(released,'+0 days')),
  text TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE payment(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES pay_run(id) DEFERRABLE INITIALLY DEFERRED,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  payee TEXT NOT NULL DEFAULT 'partner' CHECK(payee IN ('partner','tax_office')),
  cents INTEGER NOT NULL CHECK(cents>0),
  discount INTEGER NOT NULL DEFAULT 0 CHECK(discount>=0),
  kept INTEGER NOT NULL DEFAULT 0 CHECK(kept>=0),   -- § 48 EStG: goes to the tax office later
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  name TEXT NOT NULL,
  iban TEXT NOT NULL,
  bic TEXT,
  purpose TEXT NOT NULL,
  end_to_end TEXT NOT NULL,
  mandate INTEGER REFERENCES mandate(id) DEFERRABLE INITIALLY DEFERRED,
  sequence TEXT CHECK(sequence IN ('FRST','RCUR','OOFF','FNAL')),
  bank_line INTEGER REFERENCES bank_line(id) DEFERRABLE INITIALLY DEFERRED,
  withdrawn TEXT                          -- why it will not take place: left out, refused by the bank
) STRICT;
CREATE INDEX payment_run ON payment(run);
-- what is under way is under way once
CREATE UNIQUE INDEX payment_reference ON payment(end_to_end) WHERE withdrawn IS NULL;
CREATE UNIQUE INDEX payment_once ON payment(item, payee) WHERE withdrawn IS NULL AND bank_line IS NULL;
CREATE INDEX payment_line ON payment(bank_line) WHERE bank_line IS NOT NULL;
-- register of the files that went to the bank; a run has one
CREATE TABLE pay_file(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL UNIQUE REFERENCES pay_run(id) DEFERRABLE INITIALLY DEFERRED,
  message TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED,
  at TEXT NOT NULL,
  count INTEGER NOT NULL,
  cents INTEGER NOT NULL
) STRICT;
-- each time the same file was written again, on demand
CREATE TABLE pay_copy(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  file INTEGER NOT NULL REFERENCES pay_file(id) DEFERRABLE INITIALLY DEFERRED,
  at TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
