-- Terms of business with a contact (Geschäftsbedingungen): certificates, standing, how invoices go out.
-- certificate (Bescheinigung): § 48b EStG, USt 1 TG and the like; without a contact it is the own firm's
CREATE TABLE certificate(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK(kind IN ('exemption_48b','construction_13b','insurance','health_fund','trade_body','other')),
  number TEXT,
  valid_from TEXT NOT NULL CHECK(valid_from IS date(valid_from,'+0 days')),
  valid_to TEXT CHECK(valid_to IS NULL OR valid_to IS date(valid_to,'+0 days')),
  checked TEXT,
  file TEXT,                              -- SHA-256 of the stored copy
  note TEXT
) STRICT;
CREATE INDEX certificate_contact ON certificate(contact, kind, valid_to);
-- standing (Bonität, Sperre): what risk writes down about a customer and quote and order read
CREATE TABLE standing(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL UNIQUE REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  credit_limit INTEGER,
  risk_class TEXT CHECK(risk_class IN ('A','B','C','D','E')),
  score INTEGER CHECK(score BETWEEN 0 AND 100),
  blocked TEXT,                           -- reason of a delivery block
  day TEXT NOT NULL,
  reasons TEXT NOT NULL DEFAULT '[]'
) STRICT;
-- invoicing terms of a customer (Rechnungswunsch): format of the invoice, Leitweg-ID, who he is for the tax
CREATE TABLE invoicing(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact INTEGER NOT NULL UNIQUE REFERENCES contact(id) DEFERRABLE INITIALLY DEFERRED,
  format TEXT NOT NULL DEFAULT 'pdf' CHECK(format IN ('pdf','zugferd','xrechnung_cii','xrechnung_ubl')),
  leitweg_id TEXT,
  electronic_address TEXT,
  electronic_scheme TEXT,
  customer_kind TEXT NOT NULL DEFAULT 'private' CHECK(customer_kind IN ('private','business','builder','public','landlord')),
  supplier_number TEXT                    -- our number in the customer's books
) STRICT;
