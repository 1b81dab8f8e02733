-- Sales (Auftragswesen): every document from enquiry to cancellation has one head and one table of positions.
CREATE TABLE sales_document(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK(kind IN ('inquiry','quote','order','addition','measurement','delivery','time_note','acceptance','invoice')),
  invoice_kind TEXT CHECK(invoice_kind IN ('single','instalment','part_final','final','hourly','maintenance','credit','cancel')),
  number TEXT,                            -- drawn at issuing, never before
  version INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  site INTEGER REFERENCES site(id) DEFERRABLE INITIALLY DEFERRED,
  origin INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,    -- made from: inquiry, quote, corrected invoice, former version
  sales_order INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED, -- order that it belongs to
  subject TEXT NOT NULL DEFAULT '',
  intro TEXT,
  closing TEXT,
  note TEXT,                              -- internal
  language TEXT NOT NULL DEFAULT 'de' CHECK(language IN ('de','en')),
  their_reference TEXT,
  recipient TEXT,                         -- JSON: address and ids as printed, written at issuing
  tax_case TEXT NOT NULL DEFAULT 'standard' CHECK(tax_case IN ('standard','reverse_construction','small_business','photovoltaics','intra_eu','exempt')),
  tax_reason TEXT,
  contract_law TEXT NOT NULL DEFAULT 'bgb' CHECK(contract_law IN ('bgb','vob')),
  terms_days INTEGER CHECK(terms_days BETWEEN 0 AND 365),
  discount_rate INTEGER NOT NULL DEFAULT 0 CHECK(discount_rate BETWEEN 0 AND 10000),  -- Skonto
  discount_days INTEGER NOT NULL DEFAULT 0,
  rebate_rate INTEGER NOT NULL DEFAULT 0 CHECK(rebate_rate BETWEEN 0 AND 10000),      -- Nachlass on the whole
  rebate_cents INTEGER NOT NULL DEFAULT 0,
  valid_until TEXT,
  service_from TEXT,
  service_to TEXT,
  due TEXT,
  retention_rate INTEGER NOT NULL DEFAULT 0 CHECK(retention_rate BETWEEN 0 AND 10000),
  retention_basis TEXT NOT NULL DEFAULT 'gross' CHECK(retention_basis IN ('net','gross')),
  retention_release TEXT,
  format TEXT NOT NULL DEFAULT 'pdf' CHECK(format IN ('pdf','zugferd','xrechnung_cii','xrechnung_ubl')),
  issued TEXT,                            -- instant of issuing; from then on the document is frozen
  sent TEXT,
  sent_how TEXT,
  decided TEXT,                           -- day on which the customer accepted or refused
  decided_how TEXT,                       -- reason of a refusal, how an order came in
  UNIQUE(kind, number, version)
) STRICT;
CREATE INDEX sales_document_list ON sales_document(kind, state, day, id);
CREATE INDEX sales_document_contact ON sales_document(contact, day);
CREATE INDEX sales_document_order ON sales_document(sales_order) WHERE sales_order IS NOT NULL;
CREATE INDEX sales_document_origin ON sales_document(origin) WHERE origin IS NOT NULL;
CREATE INDEX sales_document_number ON sales_document(number) WHERE number IS NOT NULL;
-- position (Position): copied forward with its source, never retyped
CREATE TABLE position(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  parent INTEGER REFERENCES position(id) DEFERRABLE INITIALLY DEFERRED,       -- title it stands under
  source INTEGER REFERENCES position(id) DEFERRABLE INITIALLY DEFERRED,       -- position it was copied from
  addition INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED, -- order position that an addition brought
  kind TEXT NOT NULL CHECK(kind IN ('title','normal','alternative','optional','lump','hour','surcharge','text','subtotal','discount')),
  number TEXT NOT NULL DEFAULT '',        -- Ordnungszahl
  short TEXT NOT NULL DEFAULT '',
  long TEXT,
  quantity INTEGER NOT NULL DEFAULT 0,    -- 1/1000
  formula TEXT,
  unit TEXT NOT NULL DEFAULT '',
  price INTEGER NOT NULL DEFAULT 0,       -- 1/10,000 €, for price_basis units
  price_basis INTEGER NOT NULL DEFAULT 1 CHECK(price_basis BETWEEN 1 AND 10000),
  rebate INTEGER NOT NULL DEFAULT 0 CHECK(rebate BETWEEN 0 AND 10000),
  rate INTEGER NOT NULL DEFAULT 0 CHECK(rate BETWEEN 0 AND 100000),           -- of a surcharge or discount
  code TEXT,                              -- tax code; without it the one of the document's tax case
  account TEXT,
  choice INTEGER,                         -- group of alternatives
  chosen INTEGER NOT NULL DEFAULT 1 CHECK(chosen IN (0,1)),                   -- counts into the total
  labour INTEGER NOT NULL DEFAULT 0,      -- cost per unit, 1/10,000 €
  material INTEGER NOT NULL DEFAULT 0,
  equipment INTEGER NOT NULL DEFAULT 0,
  subcontract INTEGER NOT NULL DEFAULT 0,
  other INTEGER NOT NULL DEFAULT 0,
  seconds INTEGER NOT NULL DEFAULT 0,     -- working time per unit
  labour_share INTEGER NOT NULL DEFAULT 0, -- of the price per unit, 1/10,000 €: labour, machines, travel (§ 35a EStG)
  worked_on TEXT,
  worker TEXT,
  article TEXT,
  note TEXT,
  UNIQUE(document, pos)
) STRICT;
CREATE INDEX position_source ON position(source) WHERE source IS NOT NULL;
CREATE INDEX position_short ON position(short);
-- how a unit price is built (Kalkulation)
CREATE TABLE position_cost(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  position INTEGER NOT NULL REFERENCES position(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN ('labour','material','equipment','subcontract','other')),
  text TEXT NOT NULL DEFAULT '',
  quantity INTEGER NOT NULL DEFAULT 1000, -- per unit, 1/1000
  unit TEXT NOT NULL DEFAULT '',
  waste INTEGER NOT NULL DEFAULT 0,
  cost INTEGER NOT NULL DEFAULT 0,        -- 1/10,000 €
  surcharge INTEGER NOT NULL DEFAULT 0,
  seconds INTEGER NOT NULL DEFAULT 0,
  UNIQUE(position, pos)
) STRICT;
-- one line of a measurement (Aufmaßzeile): text and result, never only the result
CREATE TABLE measure(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  position INTEGER REFERENCES position(id) DEFERRABLE INITIALLY DEFERRED,     -- measured position; NULL: a variable
  room TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  formula TEXT NOT NULL,
  value INTEGER NOT NULL,                 -- 1/1000, of one piece
  times INTEGER NOT NULL DEFAULT 1,       -- how many pieces of this size
  sign INTEGER NOT NULL DEFAULT 1 CHECK(sign IN (1,-1)),
  rule TEXT,                              -- over-measuring preset that decided
  counted INTEGER NOT NULL DEFAULT 1 CHECK(counted IN (0,1)),
  UNIQUE(document, pos)
) STRICT;
CREATE INDEX measure_position ON measure(position) WHERE position IS NOT NULL;
-- performance to date of an order position (Leistungsstand)
CREATE TABLE progress(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  position INTEGER NOT NULL REFERENCES position(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL,
  quantity INTEGER NOT NULL,              -- in all until this day, 1/1000
  document INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED, -- measurement, time note or instalment it came from
  how TEXT NOT NULL CHECK(how IN ('measured','percent','typed','order','delivered','hours'))
) STRICT;
CREATE INDEX progress_position ON progress(position, day, id);
-- terms of an order (Auftrag) beyond its head
CREATE TABLE order_terms(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL UNIQUE REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  place TEXT NOT NULL DEFAULT 'shop' CHECK(place IN ('shop','customer','distance')),
  consumer INTEGER NOT NULL DEFAULT 0 CHECK(consumer IN (0,1)),
  consumer_building INTEGER NOT NULL DEFAULT 0 CHECK(consumer_building IN (0,1)),
  emergency INTEGER NOT NULL DEFAULT 0 CHECK(emergency IN (0,1)),
  instructed TEXT,
  early_start TEXT,
  withdrawn TEXT,
  binding INTEGER NOT NULL DEFAULT 0 CHECK(binding IN (0,1)),
  starts TEXT,
  ends TEXT,
  begun TEXT,
  finished TEXT,
  warranty_rule TEXT NOT NULL DEFAULT 'bgb_building',
  override TEXT                           -- reason why a limit or block was passed over
) STRICT;
-- payment plan (Zahlungsplan): instalments agreed beforehand
CREATE TABLE plan_part(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  text TEXT NOT NULL DEFAULT '',
  rate INTEGER NOT NULL DEFAULT 0,
  cents INTEGER,                          -- net; NULL: rate of the order's net
  day TEXT,
  invoice INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE(document, pos)
) STRICT;
-- what an invoice deducts of an earlier one of its chain, as printed
CREATE TABLE deduction(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  earlier INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  code TEXT NOT NULL,
  net INTEGER NOT NULL,
  tax INTEGER NOT NULL,
  received_net INTEGER NOT NULL DEFAULT 0,
  received_tax INTEGER NOT NULL DEFAULT 0,
  received_on TEXT,
  UNIQUE(document, pos)
) STRICT;
-- sums of an issued document per tax code, frozen with it
CREATE TABLE sum_line(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  code TEXT NOT NULL,
  net INTEGER NOT NULL,
  tax INTEGER NOT NULL,
  UNIQUE(document, code)
) STRICT;
-- acceptance (Abnahme)
CREATE TABLE acceptance(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL UNIQUE REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  how TEXT NOT NULL CHECK(how IN ('formal','implied','deemed','refused')),
  requested TEXT,
  deadline TEXT,
  told INTEGER NOT NULL DEFAULT 0 CHECK(told IN (0,1)),
  accepted TEXT,
  participants TEXT,
  reservations TEXT,
  penalty_reserved INTEGER NOT NULL DEFAULT 0 CHECK(penalty_reserved IN (0,1)),
  refused_reason TEXT
) STRICT;
CREATE TABLE defect(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  pos INTEGER NOT NULL,
  text TEXT NOT NULL,
  place TEXT,
  deadline TEXT,
  removed TEXT,
  UNIQUE(document, pos)
) STRICT;
-- warranty (Gewährleistung) of an order, begun by the acceptance
CREATE TABLE warranty(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sales_order INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  acceptance INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  part TEXT NOT NULL DEFAULT '',
  rule TEXT NOT NULL,
  starts TEXT NOT NULL,
  ends TEXT NOT NULL,
  subcontractor INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  sub_ends TEXT
) STRICT;
CREATE INDEX warranty_order ON warranty(sales_order);
-- security kept by the customer (Sicherheitseinbehalt) and how it was given free
CREATE TABLE retention(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL DEFAULT 'warranty' CHECK(kind IN ('performance','warranty')),
  cents INTEGER NOT NULL,
  release_on TEXT,
  bond TEXT,
  released TEXT
) STRICT;
-- rates per hour (Stundenverrechnungssatz) with the figures that they were built of
CREATE TABLE wage_rate(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  cost INTEGER NOT NULL,                  -- 1/10,000 € per hour, with labour overheads
  price INTEGER NOT NULL,                 -- 1/10,000 € per hour
  parts TEXT NOT NULL DEFAULT '{}',
  UNIQUE(name, valid_from)
) STRICT;
