-- Reminders and risk (Mahnwesen, Risiko): plan, runs with letters, claims, blocks, instalment plans, limitation, risk.
-- A debtor is named by `partner`: contacts:id, or account:number where the account has no contact.
-- own terms of reminding (Mahnplan) of a kind of customer from a day on; without them those that come along
CREATE TABLE reminder_terms(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_kind TEXT NOT NULL CHECK(customer_kind IN ('private','business','builder','public','landlord')),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  least INTEGER NOT NULL CHECK(least>=0),                 -- below it no letter goes out
  tolerance INTEGER NOT NULL CHECK(tolerance BETWEEN 0 AND 60), -- days that money may take
  default_from TEXT NOT NULL CHECK(default_from IN ('due','reminder')), -- when default begins without 30 days
  channel TEXT NOT NULL CHECK(channel IN ('letter','mail')),
  UNIQUE(customer_kind, valid_from)
) STRICT;
CREATE TABLE reminder_level(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  terms INTEGER NOT NULL REFERENCES reminder_terms(id) DEFERRABLE INITIALLY DEFERRED,
  level INTEGER NOT NULL CHECK(level BETWEEN 1 AND 9),
  days INTEGER NOT NULL CHECK(days BETWEEN 0 AND 365),    -- after the due day, from the second level after the letter before
  term_days INTEGER NOT NULL CHECK(term_days BETWEEN 1 AND 90),
  fee INTEGER NOT NULL DEFAULT 0 CHECK(fee BETWEEN 0 AND 10000),
  interest INTEGER NOT NULL DEFAULT 0 CHECK(interest IN (0,1)),
  lump INTEGER NOT NULL DEFAULT 0 CHECK(lump IN (0,1)),
  text TEXT NOT NULL CHECK(text IN ('payment_reminder','reminder','last_reminder')),
  UNIQUE(terms, level)
) STRICT;
-- reminder run (Mahnlauf)
CREATE TABLE reminder_run(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  state TEXT NOT NULL CHECK(state IN ('proposal','reviewed','issued')),
  issued TEXT
) STRICT;
-- one letter per debtor and run
CREATE TABLE reminder_letter(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES reminder_run(id) DEFERRABLE INITIALLY DEFERRED,
  partner TEXT NOT NULL,
  customer_kind TEXT NOT NULL,
  level INTEGER NOT NULL CHECK(level BETWEEN 1 AND 9),
  deadline TEXT NOT NULL,
  channel TEXT NOT NULL CHECK(channel IN ('letter','mail')),
  credit INTEGER NOT NULL DEFAULT 0,                      -- of the debtor, taken off
  chosen INTEGER NOT NULL DEFAULT 1 CHECK(chosen IN (0,1)),
  why TEXT NOT NULL DEFAULT '',                           -- reason for putting it off
  number TEXT UNIQUE,                                     -- drawn at issuing
  document INTEGER,                                       -- id in the archive, which may go after its legal time
  mail TEXT,                                              -- text of the mail that goes with it
  issued TEXT,
  UNIQUE(run, partner)
) STRICT;
CREATE INDEX reminder_letter_partner ON reminder_letter(partner, id);
CREATE TABLE reminder_line(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  letter INTEGER NOT NULL REFERENCES reminder_letter(id) DEFERRABLE INITIALLY DEFERRED,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  level INTEGER NOT NULL CHECK(level BETWEEN 1 AND 9),
  cents INTEGER NOT NULL CHECK(cents>0),
  due TEXT NOT NULL,
  UNIQUE(letter, item)
) STRICT;
CREATE INDEX reminder_line_item ON reminder_line(item);
-- what a run left out, and why
CREATE TABLE left_out(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run INTEGER NOT NULL REFERENCES reminder_run(id) DEFERRABLE INITIALLY DEFERRED,
  partner TEXT NOT NULL,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  cents INTEGER NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  UNIQUE(run, item)
) STRICT;
-- each level of each item once, ever: insert-only
CREATE TABLE reminded(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  level INTEGER NOT NULL CHECK(level BETWEEN 1 AND 9),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  deadline TEXT NOT NULL,
  letter INTEGER NOT NULL REFERENCES reminder_letter(id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE(item, level)
) STRICT;
CREATE INDEX reminded_letter ON reminded(letter);
-- claim beside the price (Verzugszinsen, Pauschale, Mahnkosten): asked for or waived, never silently
CREATE TABLE claim(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  letter INTEGER REFERENCES reminder_letter(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('interest','lump','fee')),
  cents INTEGER NOT NULL CHECK(cents>0),
  first TEXT,                                             -- days of the interest
  last TEXT,
  decision TEXT NOT NULL DEFAULT 'open' CHECK(decision IN ('open','keep','waive')),
  reason TEXT NOT NULL DEFAULT '',
  decided TEXT,
  charge INTEGER REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED -- the item that the books opened for it
) STRICT;
CREATE INDEX claim_item ON claim(item, kind);
CREATE INDEX claim_letter ON claim(letter) WHERE letter IS NOT NULL;
-- block (Mahnsperre) of a debtor or an item; a dispute (Einwand) may be about a part of the amount
CREATE TABLE reminder_block(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  partner TEXT,
  item INTEGER REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('block','dispute')),
  reason TEXT NOT NULL CHECK(reason<>''),
  cents INTEGER CHECK(cents>0),                           -- NULL: the whole
  starts TEXT NOT NULL CHECK(starts IS date(starts,'+0 days')),
  until TEXT,                                             -- last day; NULL: until it is lifted
  lifted TEXT,
  lifted_reason TEXT,
  CHECK((partner IS NULL)<>(item IS NULL)), CHECK(cents IS NULL OR kind='dispute'), CHECK(kind='block' OR item IS NOT NULL)
) STRICT;
CREATE INDEX reminder_block_item ON reminder_block(item) WHERE item IS NOT NULL;
CREATE INDEX reminder_block_partner ON reminder_block(partner) WHERE partner IS NOT NULL;
-- instalment plan (Ratenzahlungsvereinbarung)
CREATE TABLE payment_plan(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  partner TEXT NOT NULL,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  grace INTEGER NOT NULL DEFAULT 5 CHECK(grace BETWEEN 0 AND 60),
  accelerates INTEGER NOT NULL DEFAULT 1 CHECK(accelerates IN (0,1)), -- all is due when a rate stays away
  acknowledged TEXT,                                      -- day on which the debtor signed for the debt (§ 212 BGB)
  note TEXT NOT NULL DEFAULT '',
  ended TEXT,
  ended_reason TEXT
) STRICT;
CREATE INDEX payment_plan_partner ON payment_plan(partner);
CREATE TABLE payment_plan_item(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan INTEGER NOT NULL REFERENCES payment_plan(id) DEFERRABLE INITIALLY DEFERRED,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE(plan, item)
) STRICT;
CREATE INDEX payment_plan_item_item ON payment_plan_item(item);
CREATE TABLE payment_plan_rate(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  plan INTEGER NOT NULL REFERENCES payment_plan(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  due TEXT NOT NULL CHECK(due IS date(due,'+0 days')),
  cents INTEGER NOT NULL CHECK(cents>0),
  UNIQUE(plan, pos)
) STRICT;
-- what stops the limitation or lets it begin again (§§ 203, 204, 212 BGB), or a title (§ 197)
CREATE TABLE limitation_event(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  item INTEGER NOT NULL REFERENCES item(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('acknowledgement','negotiation','court_order','lawsuit','title')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  until TEXT,                                             -- end of a stop; NULL: it goes on
  reference TEXT NOT NULL DEFAULT ''                      -- such as the file number of the court
) STRICT;
CREATE INDEX limitation_event_item ON limitation_event(item, day);
-- base rates (Basiszinssatz) that the user entered, beside those that come along
CREATE TABLE base_rate(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  valid_from TEXT NOT NULL UNIQUE CHECK(valid_from IS date(valid_from,'+0 days')),
  rate INTEGER NOT NULL CHECK(rate BETWEEN -2000 AND 5000),
  source TEXT NOT NULL CHECK(source<>'')
) STRICT;
-- security that a customer gave (Bürgschaft, § 650f BGB, insurance)
CREATE TABLE security(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  partner TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('bond_650f','guarantee','deposit','insurance')),
  cents INTEGER NOT NULL CHECK(cents>0),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  valid_to TEXT,
  reference TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX security_partner ON security(partner);
-- what others say about a customer (Auskunft), with the lawful reason and the day it goes
CREATE TABLE credit_info(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  partner TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('index','insolvency','statement_of_assets','court_orders')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  value INTEGER,                                          -- index 100 (best) to 600
  source TEXT NOT NULL,
  reason TEXT NOT NULL,
  cost INTEGER NOT NULL DEFAULT 0,
  delete_on TEXT NOT NULL CHECK(delete_on IS date(delete_on,'+0 days'))
) STRICT;
CREATE INDEX credit_info_partner ON credit_info(partner, day);
