-- What is known of a customer (Kundenakte) beside what happened: facts, days, relations, referrals, reviews, requests.
-- fact: something to know at once, or a time at which somebody is best reached
CREATE TABLE fact(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('fact','time')),
  text TEXT NOT NULL CHECK(text<>'')
) STRICT;
CREATE INDEX fact_contact ON fact(contact);
-- important day (wichtiger Tag); yearly ones come back
CREATE TABLE special_day(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('birthday','anniversary','contract','warranty','other')),
  label TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  yearly INTEGER NOT NULL DEFAULT 1 CHECK(yearly IN (0,1))
) STRICT;
CREATE INDEX special_day_contact ON special_day(contact);
-- relation between two contacts, read from the first one: contact is kind of other
CREATE TABLE relation(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  other INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('partner','family','tenant','manager','contact_person','neighbour','architect','other')),
  note TEXT NOT NULL DEFAULT '',
  UNIQUE(contact, other, kind), CHECK(contact<>other)
) STRICT;
CREATE INDEX relation_other ON relation(other);
-- referral (Empfehlung): referrer brought contact; reward is only noted, the books pay it
CREATE TABLE referral(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL UNIQUE REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  referrer INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  note TEXT NOT NULL DEFAULT '',
  reward INTEGER CHECK(reward>0),
  thanked TEXT CHECK(thanked IS NULL OR thanked>=day),
  CHECK(contact<>referrer)
) STRICT;
CREATE INDEX referral_referrer ON referral(referrer);
-- request for a review (Bitte um Bewertung) after an acceptance: asked once, or left out with a reason
CREATE TABLE review_request(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  ref TEXT NOT NULL UNIQUE,               -- the acceptance: sales:12
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  result TEXT NOT NULL CHECK(result IN ('asked','skipped','written')),
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX review_request_contact ON review_request(contact);
-- request of a person about own data (Betroffenenanfrage, Art. 12 (3) DSGVO): to be answered within the term
CREATE TABLE privacy_request(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('disclosure','correction','erasure')),
  day TEXT NOT NULL CHECK(day IS date(day,'+0 days')),
  due TEXT NOT NULL CHECK(due>=day),
  done TEXT CHECK(done IS NULL OR done>=day),
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX privacy_request_open ON privacy_request(due) WHERE done IS NULL;
CREATE INDEX privacy_request_contact ON privacy_request(contact);
-- two contacts that look alike and are not the same: never proposed again
CREATE TABLE not_double(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  first INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  second INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  UNIQUE(first, second), CHECK(first<second)
) STRICT;
CREATE INDEX not_double_second ON not_double(second);
