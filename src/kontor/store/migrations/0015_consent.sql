-- Consent and objection (Einwilligung, Widerspruch): evidence for § 7a UWG; what was said stays as it was said.
-- own text of the consent from a day on; without one that of the program
CREATE TABLE consent_text(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  language TEXT NOT NULL CHECK(language IN ('de','en')),
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  text TEXT NOT NULL CHECK(text<>''),
  UNIQUE(language, valid_from)
) STRICT;
-- basis: consent (Einwilligung), or sale: the address came with a sale and the right to object was named (§ 7 (3) UWG)
CREATE TABLE consent(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  channel TEXT NOT NULL CHECK(channel IN ('phone','mail','letter','sms','messenger','fax')),
  purpose TEXT NOT NULL CHECK(purpose IN ('advertising','newsletter','review','referral')),
  basis TEXT NOT NULL CHECK(basis IN ('consent','sale')),
  given TEXT NOT NULL CHECK(given IS date(given,'+0 days')),
  how TEXT NOT NULL CHECK(how IN ('form','oral','mail','web','letter')),
  wording TEXT NOT NULL CHECK(wording<>''),               -- the whole text that was agreed to
  version TEXT NOT NULL,                                  -- which text: own or standard, and its day
  recorded_by TEXT NOT NULL DEFAULT '',
  file TEXT,                                              -- SHA-256 of the stored proof
  note TEXT NOT NULL DEFAULT '',
  ends TEXT CHECK(ends IS NULL OR ends>=given),           -- last day on which it holds
  keep_until TEXT NOT NULL CHECK(keep_until>=given),      -- of the day it was given; each use keeps it longer
  withdrawn TEXT CHECK(withdrawn IS NULL OR withdrawn IS date(withdrawn,'+0 days')),
  withdrawn_how TEXT,
  CHECK((withdrawn IS NULL)=(withdrawn_how IS NULL))
) STRICT;
CREATE INDEX consent_contact ON consent(contact, channel);
CREATE INDEX consent_file ON consent(file) WHERE file IS NOT NULL;
-- objection to advertising (Werbewiderspruch, Art. 21 (2) DSGVO); without channel against all
CREATE TABLE objection(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  channel TEXT CHECK(channel IN ('phone','mail','letter','sms','messenger','fax')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  how TEXT NOT NULL CHECK(how IN ('form','oral','mail','web','letter','erasure')),
  note TEXT NOT NULL DEFAULT '',
  lifted TEXT CHECK(lifted IS NULL OR lifted>=day),
  lifted_how TEXT,
  CHECK((lifted IS NULL)=(lifted_how IS NULL))
) STRICT;
CREATE INDEX objection_contact ON objection(contact);
-- every contact for advertising, and what allowed it
CREATE TABLE consent_use(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  consent INTEGER REFERENCES consent(id) DEFERRABLE INITIALLY DEFERRED,
  channel TEXT NOT NULL CHECK(channel IN ('phone','mail','letter','sms','messenger','fax')),
  purpose TEXT NOT NULL CHECK(purpose IN ('advertising','newsletter','review','referral')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  ground TEXT NOT NULL CHECK(ground IN ('consent','sale','relation','interest')),
  law TEXT NOT NULL,
  ref TEXT NOT NULL DEFAULT '',                           -- what was sent: acquisition:campaign/3
  note TEXT NOT NULL DEFAULT '',
  keep_until TEXT NOT NULL CHECK(keep_until>=day),
  CHECK(consent IS NOT NULL OR ground NOT IN ('consent','sale'))
) STRICT;
CREATE INDEX consent_use_contact ON consent_use(contact, day);
CREATE INDEX consent_use_consent ON consent_use(consent, day) WHERE consent IS NOT NULL;
