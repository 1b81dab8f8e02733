-- Receipts (Belege): what comes in, byte for byte as it came; what was read of it, what became of it.
CREATE TABLE receipt(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  form TEXT NOT NULL CHECK(form IN ('einvoice','hybrid','pdf','picture','mail','own')),
  kind TEXT NOT NULL CHECK(length(kind) BETWEEN 1 AND 40),
  file_name TEXT NOT NULL,
  mime TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED,
  size INTEGER NOT NULL CHECK(size>0),
  source TEXT NOT NULL CHECK(source IN ('import','inbox','mail','own')),
  arrived TEXT NOT NULL,                  -- instant of the import
  arrival TEXT NOT NULL CHECK(arrival IS date(arrival,'+0 days')), -- day it reached the firm
  parent INTEGER REFERENCES receipt(id) DEFERRABLE INITIALLY DEFERRED, -- the mail it was attached to
  number TEXT NOT NULL DEFAULT '',
  day TEXT CHECK(day IS NULL OR day IS date(day,'+0 days')),
  service_day TEXT CHECK(service_day IS NULL OR service_day IS date(service_day,'+0 days')),
  due TEXT CHECK(due IS NULL OR due IS date(due,'+0 days')),
  currency TEXT NOT NULL DEFAULT 'EUR',
  net INTEGER,
  tax INTEGER,
  gross INTEGER,                          -- as the document says; a credit note is negative
  payable INTEGER,
  means TEXT NOT NULL DEFAULT '',         -- UNTDID 4461: 49 and 59 are debited by the supplier
  iban TEXT NOT NULL DEFAULT '',
  supplier TEXT NOT NULL DEFAULT '',
  supplier_key TEXT NOT NULL DEFAULT '',  -- folded name: finds doubles
  vat_id TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  partner TEXT NOT NULL DEFAULT '',       -- contacts:id
  text TEXT NOT NULL DEFAULT '',
  content TEXT NOT NULL DEFAULT '',       -- words of the document, for the search
  reading TEXT NOT NULL DEFAULT '{}',     -- JSON: what else was read, confidence per field
  findings TEXT NOT NULL DEFAULT '[]',    -- JSON: what the computing found
  duplicate_of INTEGER REFERENCES receipt(id) DEFERRABLE INITIALLY DEFERRED,
  set_aside TEXT,                         -- why it needs no booking
  keep_until TEXT NOT NULL CHECK(keep_until IS date(keep_until,'+0 days')),
  law TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX receipt_list ON receipt(arrival, id);
CREATE INDEX receipt_number ON receipt(number) WHERE number<>'';
CREATE INDEX receipt_partner ON receipt(partner, id) WHERE partner<>'';
CREATE INDEX receipt_supplier ON receipt(supplier_key, id);
CREATE INDEX receipt_keep ON receipt(keep_until);
-- VAT groups as the document states them
CREATE TABLE receipt_vat(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  receipt INTEGER NOT NULL REFERENCES receipt(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  category TEXT NOT NULL,
  rate INTEGER,
  basis INTEGER NOT NULL,
  tax INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  UNIQUE(receipt, pos)
) STRICT;
-- lines of the document; account and code are those on which the line was booked, for the next time
CREATE TABLE receipt_line(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  receipt INTEGER NOT NULL REFERENCES receipt(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  quantity TEXT NOT NULL DEFAULT '',
  unit TEXT NOT NULL DEFAULT '',
  price TEXT NOT NULL DEFAULT '',
  net INTEGER NOT NULL,
  category TEXT NOT NULL DEFAULT '',
  rate INTEGER,
  account TEXT,
  code TEXT,
  UNIQUE(receipt, pos)
) STRICT;
-- link between a receipt and an entry; how: booked from it, linked by hand, made with it
CREATE TABLE receipt_entry(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  receipt INTEGER NOT NULL REFERENCES receipt(id) DEFERRABLE INITIALLY DEFERRED,
  entry INTEGER NOT NULL REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  how TEXT NOT NULL CHECK(how IN ('booked','linked','own')),
  UNIQUE(receipt, entry)
) STRICT;
CREATE INDEX receipt_entry_entry ON receipt_entry(entry);
-- an entry that needs no receipt, with the reason
CREATE TABLE receipt_waiver(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entry INTEGER NOT NULL UNIQUE REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  reason TEXT NOT NULL
) STRICT;
-- debited: the supplier collects the bill by direct debit, so no payment run proposes it
ALTER TABLE item ADD COLUMN debited INTEGER NOT NULL DEFAULT 0 CHECK(debited IN (0,1));
