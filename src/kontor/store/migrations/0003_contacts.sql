-- Contacts (Kontakte): persons and firms with roles, addresses, channels, bank accounts and sites.
CREATE TABLE contact(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK(kind IN ('person','firm')),
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,                -- folded, last name first: order of lists
  name_key TEXT NOT NULL,                 -- sound of the telling word: finds doubles
  salutation TEXT,
  title TEXT,
  first_name TEXT,
  last_name TEXT,
  vat_id TEXT,
  tax_number TEXT,
  language TEXT NOT NULL DEFAULT 'de' CHECK(language IN ('de','en')),
  terms_days INTEGER CHECK(terms_days BETWEEN 0 AND 365),
  discount_rate INTEGER CHECK(discount_rate BETWEEN 0 AND 10000),
  discount_days INTEGER CHECK(discount_days BETWEEN 0 AND 365),
  note TEXT,
  source TEXT,
  merged_into INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  archived TEXT
) STRICT;
CREATE INDEX contact_sort ON contact(sort_name, id);
CREATE INDEX contact_key ON contact(name_key);
CREATE INDEX contact_merged ON contact(merged_into) WHERE merged_into IS NOT NULL;
-- number: the personal account of a customer (Debitor) or supplier (Kreditor), where the role has one
CREATE TABLE contact_role(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  role TEXT NOT NULL CHECK(role IN ('customer','supplier','subcontractor','prospect','architect',
    'manager','referrer','authority','employee','other')),
  number TEXT UNIQUE,
  UNIQUE(contact, role)
) STRICT;
CREATE TABLE contact_address(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('main','billing','delivery','postbox')),
  addition TEXT,
  street TEXT,
  house_number TEXT,
  postcode TEXT,
  city TEXT,
  country TEXT NOT NULL DEFAULT 'DE',
  place_key TEXT NOT NULL DEFAULT ''      -- postcode and begin of the street: finds doubles
) STRICT;
CREATE INDEX contact_address_contact ON contact_address(contact);
CREATE INDEX contact_address_place ON contact_address(place_key) WHERE place_key<>'';
-- normal: E.164 for telephones, lower case for mail; what duplicates and call lookup compare
CREATE TABLE contact_channel(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('phone','mobile','fax','mail','web')),
  value TEXT NOT NULL,
  normal TEXT NOT NULL,
  extension TEXT,
  note TEXT
) STRICT;
CREATE INDEX contact_channel_contact ON contact_channel(contact);
CREATE INDEX contact_channel_normal ON contact_channel(normal);
CREATE TABLE contact_bank(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  iban TEXT NOT NULL,
  bic TEXT,
  holder TEXT,
  learned INTEGER NOT NULL DEFAULT 0 CHECK(learned IN (0,1)),
  UNIQUE(contact, iban)
) STRICT;
CREATE INDEX contact_bank_iban ON contact_bank(iban);
-- site: an object (Objekt, Baustelle) of a customer
CREATE TABLE site(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL,
  street TEXT,
  house_number TEXT,
  postcode TEXT,
  city TEXT,
  country TEXT NOT NULL DEFAULT 'DE',
  access TEXT,
  note TEXT,
  archived TEXT
) STRICT;
CREATE INDEX site_contact ON site(contact);
-- import_mapping: which column of a foreign list means what, remembered per heading line
CREATE TABLE import_mapping(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  signature TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  mapping TEXT NOT NULL                   -- JSON: list of fields, one per column, '' for none
) STRICT;
