-- Winning customers (Akquise): sources, leads with their moves and follow-ups, campaigns with their members.
-- Names that come along (sources, reasons, stages, rhythm) are keys of `data/`; own rows stand beside or above them.
-- source (Herkunft) of its own, or the end of one that comes along
CREATE TABLE lead_source(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL UNIQUE CHECK(source<>''),
  name TEXT,                                              -- NULL: the name that comes along
  ended TEXT CHECK(ended IS date(ended,'+0 days'))        -- no longer offered for new leads
) STRICT;
-- what a source costs from a day on; the cost models add up
CREATE TABLE source_cost(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL CHECK(source<>''),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  fixed_per_month INTEGER NOT NULL DEFAULT 0 CHECK(fixed_per_month>=0),
  per_lead INTEGER NOT NULL DEFAULT 0 CHECK(per_lead>=0),
  pct_of_order INTEGER NOT NULL DEFAULT 0 CHECK(pct_of_order BETWEEN 0 AND 10000),
  per_campaign INTEGER NOT NULL DEFAULT 0 CHECK(per_campaign>=0),
  note TEXT NOT NULL DEFAULT '',
  UNIQUE(source, valid_from)
) STRICT;
-- target list (Zielgruppe): a saved query over contacts, leads and work done
CREATE TABLE target_list(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE CHECK(name<>''),
  query TEXT NOT NULL                                     -- JSON: the input model it is made with
) STRICT;
CREATE TABLE campaign(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL CHECK(name<>''),
  code TEXT NOT NULL UNIQUE CHECK(code<>''),              -- on the paper, named by who answers
  kind TEXT NOT NULL,
  channel TEXT NOT NULL CHECK(channel IN ('letter','mail','phone','flyer','ad','fair','web')),
  source TEXT,                                            -- source that leads of this campaign get
  starts TEXT NOT NULL CHECK(starts IS date(starts,'+0 days')),
  ends TEXT CHECK(ends IS date(ends,'+0 days')),
  budget INTEGER CHECK(budget>=0),
  cost INTEGER NOT NULL DEFAULT 0 CHECK(cost>=0),         -- paid for printing, postage, the stand
  area TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',                          -- letter or mail with {placeholders}
  state TEXT NOT NULL DEFAULT 'planned' CHECK(state IN ('planned','sent','closed')),
  note TEXT NOT NULL DEFAULT '',
  CHECK(ends IS NULL OR ends>=starts)
) STRICT;
CREATE INDEX campaign_day ON campaign(starts, id);
-- who a campaign is for; an excluded one stays in the list with the reason
CREATE TABLE campaign_member(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign INTEGER NOT NULL REFERENCES campaign(id) DEFERRABLE INITIALLY DEFERRED,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  added TEXT NOT NULL CHECK(added IN ('query','hand')),
  state TEXT NOT NULL DEFAULT 'planned'
    CHECK(state IN ('planned','sent','answered','lead','ordered','declined','undeliverable','excluded')),
  reason TEXT NOT NULL DEFAULT '',                        -- why excluded or declined
  consent INTEGER,                                        -- the ground of sending, where one was needed
  sent TEXT CHECK(sent IS date(sent,'+0 days')),
  answered TEXT CHECK(answered IS date(answered,'+0 days')),
  document INTEGER,                                       -- letter in the archive, which may go after its legal time
  UNIQUE(campaign, contact)
) STRICT;
CREATE INDEX campaign_member_contact ON campaign_member(contact);
-- lead (Anfrage, Interessent): what is known before and beside the contact that it becomes
CREATE TABLE lead(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  received TEXT NOT NULL,                                 -- instant
  channel TEXT NOT NULL CHECK(channel IN ('phone','mail','web','portal','personal','fair','post')),
  source TEXT NOT NULL CHECK(source<>''),
  campaign INTEGER REFERENCES campaign(id) DEFERRABLE INITIALLY DEFERRED,
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  site INTEGER REFERENCES site(id) DEFERRABLE INITIALLY DEFERRED,
  referrer INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL DEFAULT '',                          -- as said, until there is a contact
  firm TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  phone_normal TEXT NOT NULL DEFAULT '',                  -- as duplicates and calls compare it
  mail TEXT NOT NULL DEFAULT '',
  street TEXT NOT NULL DEFAULT '',
  house_number TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  name_key TEXT NOT NULL DEFAULT '',                      -- sound of the telling word: finds doubles
  place_key TEXT NOT NULL DEFAULT '',
  trade TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL DEFAULT '',
  wish TEXT CHECK(wish IS date(wish,'+0 days')),          -- wanted date
  budget INTEGER CHECK(budget>=0),
  urgency TEXT NOT NULL DEFAULT 'normal' CHECK(urgency IN ('low','normal','high','emergency')),
  kilometres INTEGER CHECK(kilometres BETWEEN 0 AND 2000),
  owner TEXT NOT NULL DEFAULT '',
  stage TEXT NOT NULL DEFAULT 'new'
    CHECK(stage IN ('new','contact','visit','quoting','quoted','negotiation','won','lost','dormant')),
  entered TEXT NOT NULL CHECK(entered IS date(entered,'+0 days')), -- day on which the stage began
  chance INTEGER CHECK(chance BETWEEN 0 AND 10000),       -- NULL: the one of the stage
  value INTEGER CHECK(value>=0),                          -- estimated net; a quote says it better
  answered TEXT,                                          -- instant of the first answer
  next_action TEXT NOT NULL DEFAULT '',
  next_day TEXT CHECK(next_day IS date(next_day,'+0 days')),
  visit TEXT,                                             -- agreed site visit: day, or day and time
  until TEXT CHECK(until IS date(until,'+0 days')),       -- dormant until
  decided TEXT CHECK(decided IS date(decided,'+0 days')),
  reason TEXT NOT NULL DEFAULT '',                        -- key of the reason for won or lost
  reason_note TEXT NOT NULL DEFAULT '',
  lost_to TEXT NOT NULL DEFAULT '',
  lost_price INTEGER CHECK(lost_price>=0),                -- net price of the competitor
  duplicate_of INTEGER REFERENCES lead(id) DEFERRABLE INITIALLY DEFERRED,
  inquiry INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED, -- from here on sales knows more
  origin TEXT NOT NULL DEFAULT '',                        -- what it was read from: nothing comes twice
  data_source TEXT NOT NULL DEFAULT '',                   -- where the address comes from (Art. 14 DSGVO)
  delete_on TEXT CHECK(delete_on IS date(delete_on,'+0 days'))
) STRICT;
CREATE INDEX lead_stage ON lead(stage, entered, id);
CREATE INDEX lead_received ON lead(received, id);
CREATE INDEX lead_contact ON lead(contact) WHERE contact IS NOT NULL;
CREATE INDEX lead_inquiry ON lead(inquiry) WHERE inquiry IS NOT NULL;
CREATE INDEX lead_campaign ON lead(campaign) WHERE campaign IS NOT NULL;
CREATE INDEX lead_phone ON lead(phone_normal) WHERE phone_normal<>'';
CREATE INDEX lead_mail ON lead(mail) WHERE mail<>'';
CREATE INDEX lead_name_key ON lead(name_key) WHERE name_key<>'';
CREATE INDEX lead_place_key ON lead(place_key) WHERE place_key<>'';
CREATE INDEX lead_origin ON lead(origin) WHERE origin<>'';
-- every change of stage
CREATE TABLE lead_move(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  lead INTEGER NOT NULL REFERENCES lead(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  old TEXT NOT NULL,
  new TEXT NOT NULL
) STRICT;
CREATE INDEX lead_move_lead ON lead_move(lead, id);
-- what was done to follow up (Nachfassen); the days themselves are computed from the rhythm
CREATE TABLE follow_up(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  lead INTEGER REFERENCES lead(id) DEFERRABLE INITIALLY DEFERRED,
  quote INTEGER REFERENCES sales_document(id) DEFERRABLE INITIALLY DEFERRED,
  step INTEGER NOT NULL CHECK(step BETWEEN 0 AND 99),     -- of the rhythm; 0: beside it
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  how TEXT NOT NULL CHECK(how IN ('call','letter','mail','appointment','snooze','done')),
  note TEXT NOT NULL DEFAULT '',
  until TEXT CHECK(until IS date(until,'+0 days')),       -- of a snooze; of an appointment its day
  CHECK((lead IS NULL)<>(quote IS NULL)), CHECK(how<>'snooze' OR until IS NOT NULL)
) STRICT;
CREATE INDEX follow_up_lead ON follow_up(lead, id) WHERE lead IS NOT NULL;
CREATE INDEX follow_up_quote ON follow_up(quote, id) WHERE quote IS NOT NULL;
-- own chances of the stages, own rhythm: from their day on in place of those that come along
CREATE TABLE stage_chance(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  stage TEXT NOT NULL CHECK(stage IN ('new','contact','visit','quoting','quoted','negotiation')),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  chance INTEGER NOT NULL CHECK(chance BETWEEN 0 AND 10000),
  UNIQUE(stage, valid_from)
) STRICT;
CREATE TABLE rhythm_step(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  rhythm TEXT NOT NULL CHECK(rhythm IN ('quote','lead')),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  step INTEGER NOT NULL CHECK(step BETWEEN 1 AND 99),
  basis TEXT NOT NULL CHECK(basis IN ('start','validity')), -- sent or received; end of the binding period
  amount INTEGER NOT NULL CHECK(amount BETWEEN -90 AND 365),
  unit TEXT NOT NULL CHECK(unit IN ('working','days')),
  how TEXT NOT NULL CHECK(how IN ('call','letter','mail','close')),
  text TEXT NOT NULL CHECK(text<>''),
  UNIQUE(rhythm, valid_from, step)
) STRICT;
