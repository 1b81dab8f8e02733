-- Cases (Vorgänge, Tickets): states, what was said, work done, links; times and answers of the firm's own.
CREATE TABLE ticket(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL UNIQUE CHECK(number<>''),
  kind TEXT NOT NULL CHECK(kind IN ('complaint','defect','emergency','maintenance','fault','question','callback','privacy','supplier','it','accident')),
  priority TEXT NOT NULL DEFAULT 'normal' CHECK(priority IN ('low','normal','high','urgent')),
  subject TEXT NOT NULL CHECK(subject<>''),
  text TEXT NOT NULL DEFAULT '',
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  caller TEXT NOT NULL DEFAULT '',                        -- as said, where no contact is known
  phone TEXT NOT NULL DEFAULT '',
  mail TEXT NOT NULL DEFAULT '',
  site INTEGER REFERENCES site(id) DEFERRABLE INITIALLY DEFERRED,
  device INTEGER REFERENCES device(id) DEFERRABLE INITIALLY DEFERRED,
  sales_order INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  invoice INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED, -- that is complained about
  reference TEXT NOT NULL DEFAULT '',                     -- what else it is about: receipts:4, calendar:9
  received TEXT NOT NULL,                                 -- instant
  answered TEXT,                                          -- instant of the first answer
  noticed TEXT CHECK(noticed IS date(noticed,'+0 days')), -- day of the notice of a defect
  promised TEXT CHECK(promised IS date(promised,'+0 days')), -- date that the customer was told or has set
  owner TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'new' CHECK(state IN ('new','accepted','planned','working','waiting','solved','billed','closed')),
  entered TEXT NOT NULL,                                  -- instant of this state
  waits_for TEXT CHECK(waits_for IN ('customer','part','subcontractor','maker')),
  until TEXT CHECK(until IS date(until,'+0 days')),       -- day on which a waiting case comes back
  appointment TEXT NOT NULL DEFAULT '',                   -- calendar:9
  reason TEXT NOT NULL DEFAULT '',                        -- of an end without solution
  solution TEXT NOT NULL DEFAULT '',
  cause TEXT NOT NULL DEFAULT 'unknown' CHECK(cause IN ('unknown','work','material','wear','misuse','others')),
  part TEXT NOT NULL DEFAULT '',                          -- of the order, as its warranty names it
  payer TEXT CHECK(payer IN ('free','chargeable','unclear')), -- as decided; NULL: as the rules say
  payer_reason TEXT NOT NULL DEFAULT '',
  cost_notice TEXT CHECK(cost_notice IS date(cost_notice,'+0 days')), -- the customer was told what it costs if it is no defect
  cost_ok TEXT CHECK(cost_ok IS date(cost_ok,'+0 days')), -- and agreed
  cost_ok_how TEXT NOT NULL DEFAULT '',
  estimate INTEGER CHECK(estimate>=0),
  block INTEGER REFERENCES reminder_block(id) DEFERRABLE INITIALLY DEFERRED, -- reminders that rest meanwhile
  claim_partner INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED, -- supplier or subcontractor who is asked
  claim_until TEXT CHECK(claim_until IS date(claim_until,'+0 days')),
  claimed TEXT CHECK(claimed IS date(claimed,'+0 days')),
  satisfaction INTEGER CHECK(satisfaction BETWEEN 1 AND 5),
  satisfaction_note TEXT NOT NULL DEFAULT '',
  merged_into INTEGER REFERENCES ticket(id) DEFERRABLE INITIALLY DEFERRED,
  origin TEXT NOT NULL DEFAULT '',                        -- what it was read from: nothing comes twice
  CHECK((state='waiting')=(waits_for IS NOT NULL)), CHECK(merged_into<>id)
) STRICT;
CREATE INDEX ticket_state ON ticket(state, received, id);
CREATE INDEX ticket_received ON ticket(received, id);
CREATE INDEX ticket_ended ON ticket(received, id) WHERE merged_into IS NULL AND state IN ('billed','closed');
CREATE INDEX ticket_contact ON ticket(contact, received) WHERE contact IS NOT NULL;
CREATE INDEX ticket_site ON ticket(site) WHERE site IS NOT NULL;
CREATE INDEX ticket_device ON ticket(device) WHERE device IS NOT NULL;
CREATE INDEX ticket_order ON ticket(sales_order) WHERE sales_order IS NOT NULL;
CREATE INDEX ticket_merged ON ticket(merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX ticket_origin ON ticket(origin) WHERE origin<>'';
-- every change of state; the clocks are counted from these
CREATE TABLE ticket_move(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket INTEGER NOT NULL REFERENCES ticket(id) DEFERRABLE INITIALLY DEFERRED,
  at TEXT NOT NULL,                                       -- instant
  old TEXT NOT NULL,
  new TEXT NOT NULL,
  waits_for TEXT,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX ticket_move_ticket ON ticket_move(ticket, at, id);
-- conversation (Verlauf): notes, mails, letters, calls
CREATE TABLE ticket_note(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket INTEGER NOT NULL REFERENCES ticket(id) DEFERRABLE INITIALLY DEFERRED,
  at TEXT NOT NULL,                                       -- instant
  kind TEXT NOT NULL CHECK(kind IN ('note','call','mail','letter','file')),
  direction TEXT NOT NULL DEFAULT '' CHECK(direction IN ('','in','out')),
  author TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  message_id TEXT NOT NULL DEFAULT '',                    -- of a mail: nothing comes twice
  reference TEXT NOT NULL DEFAULT ''                      -- contacts:call/4, documents:12
) STRICT;
CREATE INDEX ticket_note_ticket ON ticket_note(ticket, at, id);
CREATE INDEX ticket_note_message ON ticket_note(message_id) WHERE message_id<>'';
CREATE TABLE ticket_file(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket INTEGER NOT NULL REFERENCES ticket(id) DEFERRABLE INITIALLY DEFERRED,
  note INTEGER REFERENCES ticket_note(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL CHECK(name<>''),
  mime TEXT NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blob(sha256) DEFERRABLE INITIALLY DEFERRED,
  size INTEGER NOT NULL CHECK(size>=0)
) STRICT;
CREATE INDEX ticket_file_ticket ON ticket_file(ticket, id);
-- work done (Arbeitszeile): time, travel, material, and who bears it
CREATE TABLE ticket_line(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket INTEGER NOT NULL REFERENCES ticket(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  kind TEXT NOT NULL CHECK(kind IN ('time','travel','material','lump')),
  text TEXT NOT NULL CHECK(text<>''),
  quantity INTEGER NOT NULL CHECK(quantity>0),            -- 1/1,000
  unit TEXT NOT NULL,
  price INTEGER NOT NULL DEFAULT 0 CHECK(price>=0),       -- net of one unit, 1/10,000 €
  cost INTEGER NOT NULL DEFAULT 0 CHECK(cost>=0),         -- own cost of one unit, 1/10,000 €
  worker TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'open' CHECK(state IN ('open','billed','warranty','goodwill')),
  invoice INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  CHECK((state='billed')=(invoice IS NOT NULL))
) STRICT;
CREATE INDEX ticket_line_ticket ON ticket_line(ticket, id);
CREATE INDEX ticket_line_invoice ON ticket_line(invoice) WHERE invoice IS NOT NULL;
CREATE TABLE ticket_link(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket INTEGER NOT NULL REFERENCES ticket(id) DEFERRABLE INITIALLY DEFERRED,
  other INTEGER NOT NULL REFERENCES ticket(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('related','follows','split')),
  UNIQUE(ticket, other), CHECK(ticket<>other)
) STRICT;
CREATE INDEX ticket_link_other ON ticket_link(other);
-- text that is often needed (Textbaustein)
CREATE TABLE canned_answer(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK(name<>''),
  language TEXT NOT NULL DEFAULT 'de' CHECK(language IN ('de','en')),
  kind TEXT NOT NULL DEFAULT '',                          -- kind of case it is offered for; empty: all
  subject TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL CHECK(text<>''),
  valid_from TEXT NOT NULL DEFAULT '2000-01-01' CHECK(valid_from IS date(valid_from,'+0 days')),
  UNIQUE(name, language, valid_from)
) STRICT;
-- own times of a kind, from their day on in place of those that come along
CREATE TABLE service_level(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  respond INTEGER NOT NULL CHECK(respond>0),              -- minutes of office hours
  solve INTEGER NOT NULL CHECK(solve>=respond),
  UNIQUE(kind, valid_from)
) STRICT;
