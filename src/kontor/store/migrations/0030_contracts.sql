-- Maintenance contracts (Wartungsverträge): what is looked after, when, for how much; visits and bills of them.
CREATE TABLE maintenance_contract(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL UNIQUE CHECK(number<>''),
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  site INTEGER REFERENCES site(id) DEFERRABLE INITIALLY DEFERRED,
  subject TEXT NOT NULL CHECK(subject<>''),               -- Fensterwartung, Wartung der Rollläden …
  scope TEXT NOT NULL DEFAULT '',                         -- what a visit contains
  every INTEGER NOT NULL CHECK(every BETWEEN 1 AND 120),  -- months from visit to visit
  from_month INTEGER CHECK(from_month BETWEEN 1 AND 12),  -- months in which visits lie; NULL: any
  to_month INTEGER CHECK(to_month BETWEEN 1 AND 12),
  minutes INTEGER NOT NULL DEFAULT 60 CHECK(minutes BETWEEN 5 AND 1440), -- length of a visit
  skill TEXT NOT NULL DEFAULT '',                         -- what somebody needs to know for it
  serviced TEXT CHECK(serviced IS date(serviced,'+0 days')), -- last visit before the contract was kept here
  billed TEXT CHECK(billed IS date(billed,'+0 days')),    -- last day billed before the contract was kept here
  basis TEXT NOT NULL CHECK(basis IN ('flat','device','effort')), -- price of a visit or year, of each device, by effort
  rhythm TEXT NOT NULL CHECK(rhythm IN ('visit','year')), -- billed after each visit, or a year in advance
  starts TEXT NOT NULL CHECK(starts IS date(starts,'+0 days')),
  term INTEGER NOT NULL CHECK(term BETWEEN 0 AND 240),    -- months of the first term; 0: none
  renewal TEXT NOT NULL CHECK(renewal IN ('ends','open','months')), -- after it: over, without end, by so many months
  renewal_months INTEGER NOT NULL DEFAULT 0 CHECK(renewal_months BETWEEN 0 AND 120),
  notice INTEGER NOT NULL CHECK(notice BETWEEN 0 AND 24), -- months of notice
  index_kind TEXT NOT NULL DEFAULT 'none' CHECK(index_kind IN ('none','percent','series')),
  index_rate INTEGER NOT NULL DEFAULT 0 CHECK(index_rate BETWEEN 0 AND 10000), -- 1/10,000
  index_series TEXT NOT NULL DEFAULT '',
  next_adjust TEXT CHECK(next_adjust IS date(next_adjust,'+0 days')),
  adjust_every INTEGER NOT NULL DEFAULT 12 CHECK(adjust_every BETWEEN 1 AND 120), -- months
  cancelled TEXT CHECK(cancelled IS date(cancelled,'+0 days')), -- day on which the notice arrived
  ends TEXT CHECK(ends IS date(ends,'+0 days')),          -- last day, once notice was given
  reason TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  CHECK((from_month IS NULL)=(to_month IS NULL)), CHECK((cancelled IS NULL)=(ends IS NULL)),
  CHECK((renewal='months')=(renewal_months>0)), CHECK((index_kind='percent')=(index_rate>0)),
  CHECK((index_kind='series')=(index_series<>'')), CHECK((index_kind='none')=(next_adjust IS NULL))
) STRICT;
CREATE INDEX maintenance_contract_contact ON maintenance_contract(contact);
CREATE INDEX maintenance_contract_site ON maintenance_contract(site) WHERE site IS NOT NULL;
CREATE TABLE contract_device(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contract INTEGER NOT NULL REFERENCES maintenance_contract(id) DEFERRABLE INITIALLY DEFERRED,
  device INTEGER NOT NULL REFERENCES device(id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE(contract, device)
) STRICT;
CREATE INDEX contract_device_device ON contract_device(device);
-- price from a day on (Preisstand), net of a visit, a year or a device as the contract says
CREATE TABLE contract_price(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contract INTEGER NOT NULL REFERENCES maintenance_contract(id) DEFERRABLE INITIALLY DEFERRED,
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  price INTEGER NOT NULL CHECK(price>=0),                 -- cents net
  material INTEGER NOT NULL DEFAULT 0 CHECK(material BETWEEN 0 AND price), -- part of it, no work of § 35a EStG
  reason TEXT NOT NULL DEFAULT '',
  UNIQUE(contract, valid_from)
) STRICT;
-- visit that was planned (Wartungsbesuch); until its case is solved it is to come
CREATE TABLE contract_visit(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contract INTEGER NOT NULL REFERENCES maintenance_contract(id) DEFERRABLE INITIALLY DEFERRED,
  due TEXT NOT NULL CHECK(due IS date(due,'+0 days')),    -- last day on which it was due
  state TEXT NOT NULL DEFAULT 'planned' CHECK(state IN ('planned','done','skipped')),
  done TEXT CHECK(done IS date(done,'+0 days')),
  appointment INTEGER REFERENCES appointment(id) DEFERRABLE INITIALLY DEFERRED,
  ticket INTEGER REFERENCES ticket(id) DEFERRABLE INITIALLY DEFERRED,
  letter INTEGER REFERENCES document(id) DEFERRABLE INITIALLY DEFERRED, -- announcement
  note TEXT NOT NULL DEFAULT '',
  UNIQUE(contract, due), CHECK((state='done')=(done IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX contract_visit_open ON contract_visit(contract) WHERE state='planned';
CREATE INDEX contract_visit_ticket ON contract_visit(ticket) WHERE ticket IS NOT NULL;
CREATE INDEX contract_visit_appointment ON contract_visit(appointment) WHERE appointment IS NOT NULL;
CREATE INDEX contract_visit_letter ON contract_visit(letter) WHERE letter IS NOT NULL;
-- year that was billed in advance
CREATE TABLE contract_bill(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contract INTEGER NOT NULL REFERENCES maintenance_contract(id) DEFERRABLE INITIALLY DEFERRED,
  starts TEXT NOT NULL CHECK(starts IS date(starts,'+0 days')),
  ends TEXT NOT NULL CHECK(ends IS date(ends,'+0 days')),
  invoice INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE(contract, starts), CHECK(ends>=starts)
) STRICT;
CREATE INDEX contract_bill_invoice ON contract_bill(invoice);
-- own value of a series, from its day on beside those that come along
CREATE TABLE price_index(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  series TEXT NOT NULL CHECK(series<>''),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  value INTEGER NOT NULL CHECK(value>0),                  -- 1/1,000
  source TEXT NOT NULL DEFAULT '',
  UNIQUE(series, valid_from)
) STRICT;
