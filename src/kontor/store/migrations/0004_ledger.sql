-- Books (Buchhaltung): chart, tax codes, entries and lines, seals, open items with their weights, settlements, periods, filings, assets.
CREATE TABLE account(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('asset','liability','equity','income','expense','statistical')),
  function TEXT NOT NULL DEFAULT '',
  cash_role TEXT NOT NULL CHECK(cash_role IN ('money','item','result','tax','accrual')),
  tax_code TEXT,
  concept TEXT UNIQUE,
  bwa TEXT,
  hgb TEXT,
  parent INTEGER REFERENCES account(id) DEFERRABLE INITIALLY DEFERRED,
  partner TEXT,
  own INTEGER NOT NULL DEFAULT 0 CHECK(own IN (0,1)),
  closed TEXT
) STRICT;
CREATE INDEX account_parent ON account(parent);
CREATE INDEX account_partner ON account(partner);
-- line of the EÜR form to which an account belongs, per form year; sign -1: reduces the line (Erlösschmälerung)
CREATE TABLE account_form(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account(id) DEFERRABLE INITIALLY DEFERRED,
  form INTEGER NOT NULL,
  line TEXT NOT NULL,
  UNIQUE(account, form)
) STRICT;
-- one row per tax code and day from which it holds; accounts are named by concept
CREATE TABLE tax_code(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL,
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  name TEXT NOT NULL,
  side TEXT NOT NULL CHECK(side IN ('output','input','reverse','none')),
  rate INTEGER NOT NULL DEFAULT 0 CHECK(rate BETWEEN 0 AND 10000),
  kz_base TEXT,
  kz_tax TEXT,
  kz_input TEXT,
  output_account TEXT,
  input_account TEXT,
  not_due_account TEXT,
  result_account TEXT,
  discount_account TEXT,
  advance_account TEXT,
  loss_account TEXT,
  due_ist TEXT NOT NULL DEFAULT 'period' CHECK(due_ist IN ('receipt','period')),
  euer_tax_line TEXT,
  euer_base_line TEXT,
  bu TEXT,
  evidence TEXT,
  source TEXT,
  UNIQUE(code, valid_from)
) STRICT;
CREATE TABLE entry(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid TEXT NOT NULL UNIQUE,
  booked TEXT NOT NULL CHECK(booked IS date(booked,'+0 days') AND booked BETWEEN '1990-01-01' AND '2099-12-31'),
  document_day TEXT NOT NULL CHECK(document_day IS date(document_day,'+0 days')),
  service_day TEXT CHECK(service_day IS NULL OR service_day IS date(service_day,'+0 days')),
  arrival_day TEXT CHECK(arrival_day IS NULL OR arrival_day IS date(arrival_day,'+0 days')),
  document TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL,
  text TEXT NOT NULL DEFAULT '',
  source TEXT,
  reverses INTEGER UNIQUE REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  general_reversal INTEGER NOT NULL DEFAULT 0 CHECK(general_reversal IN (0,1)),
  reason TEXT,
  checked INTEGER NOT NULL DEFAULT 0 CHECK(checked IN (0,1)),
  created TEXT NOT NULL
) STRICT;
CREATE INDEX entry_booked ON entry(booked, id);
CREATE INDEX entry_document ON entry(document);
CREATE INDEX entry_source ON entry(source);
-- the cash view counts on the document day; general reversals keep their side in turnovers
CREATE INDEX entry_document_day ON entry(document_day, id);
CREATE INDEX entry_general ON entry(booked, id) WHERE general_reversal = 1;
CREATE TABLE line(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entry INTEGER NOT NULL REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  day TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account(id) DEFERRABLE INITIALLY DEFERRED,
  cents INTEGER NOT NULL CHECK(cents BETWEEN -1000000000000 AND 1000000000000),
  code TEXT,
  part TEXT NOT NULL DEFAULT '' CHECK(part IN ('','base','output','input')),
  base INTEGER,
  period TEXT,
  effect TEXT NOT NULL CHECK(effect IN ('claim','reduce','own','transfer','accrual','item')),
  item INTEGER REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  loss INTEGER NOT NULL DEFAULT 0 CHECK(loss IN (0,1)),
  project TEXT,
  cost_centre TEXT,
  text TEXT,
  UNIQUE(entry, pos)
) STRICT;
CREATE INDEX line_account ON line(account, day, entry, pos, cents);
CREATE INDEX line_tax ON line(period, code, part, effect, cents, base) WHERE code IS NOT NULL;
CREATE INDEX line_item ON line(item) WHERE item IS NOT NULL;
-- seal (Festschreibung): insert-only; an entry with a seal never changes
CREATE TABLE seal(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number INTEGER NOT NULL UNIQUE,
  entry INTEGER NOT NULL UNIQUE REFERENCES entry(id),
  at TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;
-- item: an open item (offener Posten) of a partner; side +1 he owes us, -1 we owe him
CREATE TABLE item(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account(id) DEFERRABLE INITIALLY DEFERRED,
  partner TEXT,
  side INTEGER NOT NULL CHECK(side IN (1,-1)),
  kind TEXT NOT NULL CHECK(kind IN ('invoice','bill','request','charge','credit','opening')),
  document TEXT NOT NULL,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  service_day TEXT,
  opened_by INTEGER REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  due_rule TEXT NOT NULL CHECK(due_rule IN ('invoice','receipt')),
  lapsed_into INTEGER REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  disputed INTEGER NOT NULL DEFAULT 0,
  text TEXT
) STRICT;
CREATE INDEX item_account ON item(account, day, id);
CREATE INDEX item_document ON item(document);
CREATE TABLE discount(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  until TEXT NOT NULL CHECK(until IS date(until,'+0 days')),
  rate INTEGER NOT NULL CHECK(rate BETWEEN 1 AND 10000),
  UNIQUE(item, until)
) STRICT;
-- weight: what of an item may be collected on which account, code and part; line is NULL for requests and take-over
CREATE TABLE weight(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  line INTEGER UNIQUE REFERENCES line(id) DEFERRABLE INITIALLY DEFERRED,
  account INTEGER NOT NULL REFERENCES account(id) DEFERRABLE INITIALLY DEFERRED,
  code TEXT,
  part TEXT NOT NULL CHECK(part IN ('base','output','input','credit')),
  cents INTEGER NOT NULL,
  collected INTEGER NOT NULL DEFAULT 0,
  UNIQUE(item, pos)
) STRICT;
-- reduction of a weight by Skonto, credit note, deducted advance, write-off: what the entry took from it
CREATE TABLE reduction(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  weight INTEGER NOT NULL REFERENCES weight(id) DEFERRABLE INITIALLY DEFERRED,
  entry INTEGER NOT NULL REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  cents INTEGER NOT NULL
) STRICT;
CREATE INDEX reduction_weight ON reduction(weight);
CREATE INDEX reduction_entry ON reduction(entry);
CREATE TABLE due_part(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  cents INTEGER NOT NULL,
  due TEXT NOT NULL CHECK(due IS date(due,'+0 days')),
  payee TEXT NOT NULL DEFAULT 'partner' CHECK(payee IN ('partner','tax_office')),
  kind TEXT NOT NULL DEFAULT 'normal' CHECK(kind IN ('normal','instalment','retention','withheld')),
  UNIQUE(item, pos)
) STRICT;
CREATE TABLE settlement(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  entry INTEGER NOT NULL REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  money INTEGER NOT NULL DEFAULT 0,
  reduction INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX settlement_item ON settlement(item);
CREATE INDEX settlement_entry ON settlement(entry);
CREATE INDEX settlement_day ON settlement(day, item);
CREATE TABLE share(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  settlement INTEGER NOT NULL REFERENCES settlement(id) DEFERRABLE INITIALLY DEFERRED,
  weight INTEGER NOT NULL REFERENCES weight(id) DEFERRABLE INITIALLY DEFERRED,
  cents INTEGER NOT NULL
) STRICT;
CREATE INDEX share_settlement ON share(settlement);
CREATE INDEX share_weight ON share(weight);
-- shift: moves the figure of one line or share to another period (10-day rule and the like)
CREATE TABLE shift(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  line INTEGER REFERENCES line(id) DEFERRABLE INITIALLY DEFERRED,
  share INTEGER REFERENCES share(id) DEFERRABLE INITIALLY DEFERRED,
  view TEXT NOT NULL CHECK(view IN ('euer','vat')),
  period_from TEXT NOT NULL,
  period_to TEXT NOT NULL,
  reason TEXT NOT NULL,
  law TEXT NOT NULL DEFAULT '',
  CHECK((line IS NULL) <> (share IS NULL))
) STRICT;
CREATE TABLE filing(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK(kind IN ('vat','special_prepayment','vat_year','recapitulative','euer')),
  period TEXT NOT NULL,
  pos INTEGER NOT NULL DEFAULT 1,
  filed TEXT NOT NULL CHECK(filed IS date(filed,'+0 days')),
  figures TEXT NOT NULL,
  payable INTEGER NOT NULL,
  ticket TEXT,
  head TEXT,
  takeover INTEGER NOT NULL DEFAULT 0,
  UNIQUE(kind, period, pos)
) STRICT;
-- period: a closed month refuses new booking dates; months without row are open
CREATE TABLE period(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  month TEXT NOT NULL UNIQUE CHECK(month GLOB '[12][0-9][0-9][0-9]-[01][0-9]'),
  closed TEXT NOT NULL,
  filing INTEGER REFERENCES filing(id),
  head TEXT
) STRICT;
CREATE TABLE template(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL,
  every_months INTEGER CHECK(every_months BETWEEN 1 AND 60),
  starts TEXT,
  ends TEXT
) STRICT;
CREATE TABLE asset(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  asset_group TEXT NOT NULL DEFAULT '',
  account INTEGER NOT NULL REFERENCES account(id) DEFERRABLE INITIALLY DEFERRED,
  bought TEXT NOT NULL CHECK(bought IS date(bought,'+0 days')),
  cost INTEGER NOT NULL,
  months INTEGER NOT NULL,
  method TEXT NOT NULL CHECK(method IN ('linear','declining','immediate','pool','electric','none')),
  rate INTEGER NOT NULL DEFAULT 0,
  book_value INTEGER,
  book_value_day TEXT,
  disposed TEXT,
  note TEXT
) STRICT;
CREATE TABLE depreciation(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  asset INTEGER NOT NULL REFERENCES asset(id) DEFERRABLE INITIALLY DEFERRED,
  entry INTEGER NOT NULL REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  year INTEGER NOT NULL,
  cents INTEGER NOT NULL
) STRICT;
