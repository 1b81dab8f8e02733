-- Own IT (eigene Geräte, Lizenzen, Verträge): what there is, what is to be done every so many months, what was done.
CREATE TABLE it_item(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK(kind IN ('pc','notebook','phone','printer','router','server','storage','software','domain','other')),
  name TEXT NOT NULL CHECK(name<>''),
  model TEXT NOT NULL DEFAULT '',                         -- maker and model
  serial TEXT NOT NULL DEFAULT '',
  employee INTEGER REFERENCES employee(id) DEFERRABLE INITIALLY DEFERRED, -- who uses it
  place TEXT NOT NULL DEFAULT '',
  bought TEXT CHECK(bought IS date(bought,'+0 days')),
  price INTEGER CHECK(price>=0),                          -- net, cents
  receipt TEXT NOT NULL DEFAULT '',                       -- receipts:4
  warranty_ends TEXT CHECK(warranty_ends IS date(warranty_ends,'+0 days')),
  contract TEXT NOT NULL DEFAULT '',                      -- of licence, domain, line: with whom, number
  ends TEXT CHECK(ends IS date(ends,'+0 days')),          -- of licence or contract
  notice_days INTEGER CHECK(notice_days>=0),
  backup_what TEXT NOT NULL DEFAULT '',
  backup_to TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  retired TEXT CHECK(retired IS date(retired,'+0 days')),
  disposal TEXT NOT NULL DEFAULT '',                      -- how it went: deleted, proof
  CHECK(notice_days IS NULL OR ends IS NOT NULL)
) STRICT;
CREATE INDEX it_item_employee ON it_item(employee) WHERE employee IS NOT NULL;
CREATE TABLE it_plan(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES it_item(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('check','backup','update','other')),
  text TEXT NOT NULL CHECK(text<>''),
  months INTEGER NOT NULL CHECK(months BETWEEN 1 AND 240),
  first TEXT NOT NULL CHECK(first IS date(first,'+0 days')),
  ended TEXT CHECK(ended IS date(ended,'+0 days'))
) STRICT;
CREATE INDEX it_plan_item ON it_plan(item);
CREATE TABLE it_log(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan INTEGER NOT NULL REFERENCES it_plan(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  who TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL CHECK(outcome IN ('ok','failed')),
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX it_log_plan ON it_log(plan, day, id);
CREATE INDEX ticket_reference ON ticket(reference, received) WHERE reference<>'';
