-- Guards of sales: an issued document is frozen for every client of the file.
-- "Issued" means: sales_document.issued is set. What happens to it afterwards (sent, decided, state) stays open.
CREATE TRIGGER sales_document_bi BEFORE INSERT ON sales_document BEGIN
  SELECT RAISE(ABORT,'K201 This document exists.') WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=NEW.id);
  SELECT RAISE(ABORT,'K202 This number is given.')
   WHERE NEW.number IS NOT NULL AND EXISTS(SELECT 1 FROM sales_document WHERE kind=NEW.kind AND number=NEW.number AND version=NEW.version);
END;
CREATE TRIGGER sales_document_bu BEFORE UPDATE ON sales_document BEGIN
  SELECT RAISE(ABORT,'K203 This number is given.')
   WHERE NEW.number IS NOT NULL AND EXISTS(SELECT 1 FROM sales_document WHERE id<>OLD.id AND kind=NEW.kind AND number=NEW.number AND version=NEW.version);
  SELECT RAISE(ABORT,'K204 A document without number cannot be issued.')
   WHERE NEW.issued IS NOT NULL AND NEW.number IS NULL;
  SELECT RAISE(ABORT,'K205 The document is issued.')
   WHERE OLD.issued IS NOT NULL AND (
     NEW.id IS NOT OLD.id OR NEW.kind IS NOT OLD.kind OR NEW.invoice_kind IS NOT OLD.invoice_kind
     OR NEW.number IS NOT OLD.number OR NEW.version IS NOT OLD.version OR NEW.day IS NOT OLD.day
     OR NEW.contact IS NOT OLD.contact OR NEW.site IS NOT OLD.site OR NEW.origin IS NOT OLD.origin
     OR NEW.subject IS NOT OLD.subject OR NEW.intro IS NOT OLD.intro OR NEW.closing IS NOT OLD.closing
     OR NEW.language IS NOT OLD.language OR NEW.their_reference IS NOT OLD.their_reference
     OR NEW.recipient IS NOT OLD.recipient OR NEW.tax_case IS NOT OLD.tax_case OR NEW.tax_reason IS NOT OLD.tax_reason
     OR NEW.contract_law IS NOT OLD.contract_law OR NEW.terms_days IS NOT OLD.terms_days
     OR NEW.discount_rate IS NOT OLD.discount_rate OR NEW.discount_days IS NOT OLD.discount_days
     OR NEW.rebate_rate IS NOT OLD.rebate_rate OR NEW.rebate_cents IS NOT OLD.rebate_cents
     OR NEW.valid_until IS NOT OLD.valid_until OR NEW.service_from IS NOT OLD.service_from
     OR NEW.service_to IS NOT OLD.service_to OR NEW.due IS NOT OLD.due
     OR NEW.retention_rate IS NOT OLD.retention_rate OR NEW.retention_basis IS NOT OLD.retention_basis
     OR NEW.retention_release IS NOT OLD.retention_release OR NEW.format IS NOT OLD.format
     OR NEW.issued IS NOT OLD.issued);
END;
CREATE TRIGGER sales_document_bd BEFORE DELETE ON sales_document BEGIN
  SELECT RAISE(ABORT,'K206 The document is issued.') WHERE OLD.issued IS NOT NULL;
END;
-- positions follow their document; an approved addition brings new ones into an issued order
CREATE TRIGGER position_bi BEFORE INSERT ON position BEGIN
  SELECT RAISE(ABORT,'K211 This position exists.')
   WHERE EXISTS(SELECT 1 FROM position WHERE id=NEW.id OR document=NEW.document AND pos=NEW.pos);
  SELECT RAISE(ABORT,'K212 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=NEW.document AND issued IS NOT NULL)
   AND NOT EXISTS(SELECT 1 FROM sales_document o JOIN sales_document a ON a.id=NEW.addition
     WHERE o.id=NEW.document AND o.kind='order' AND a.kind='addition' AND a.sales_order=o.id AND a.issued IS NOT NULL);
END;
CREATE TRIGGER position_bu BEFORE UPDATE ON position BEGIN
  SELECT RAISE(ABORT,'K213 This position exists.')
   WHERE EXISTS(SELECT 1 FROM position WHERE id<>OLD.id AND (id=NEW.id OR document=NEW.document AND pos=NEW.pos));
  SELECT RAISE(ABORT,'K214 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id IN (OLD.document,NEW.document) AND issued IS NOT NULL);
END;
CREATE TRIGGER position_bd BEFORE DELETE ON position BEGIN
  SELECT RAISE(ABORT,'K215 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=OLD.document AND issued IS NOT NULL);
END;
CREATE TRIGGER sum_line_bi BEFORE INSERT ON sum_line BEGIN
  SELECT RAISE(ABORT,'K221 This sum exists.')
   WHERE EXISTS(SELECT 1 FROM sum_line WHERE id=NEW.id OR document=NEW.document AND code=NEW.code);
  SELECT RAISE(ABORT,'K222 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=NEW.document AND issued IS NOT NULL);
END;
CREATE TRIGGER sum_line_bu BEFORE UPDATE ON sum_line BEGIN
  SELECT RAISE(ABORT,'K223 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id IN (OLD.document,NEW.document) AND issued IS NOT NULL);
  SELECT RAISE(ABORT,'K224 This sum exists.')
   WHERE EXISTS(SELECT 1 FROM sum_line WHERE id<>OLD.id AND (id=NEW.id OR document=NEW.document AND code=NEW.code));
END;
CREATE TRIGGER sum_line_bd BEFORE DELETE ON sum_line BEGIN
  SELECT RAISE(ABORT,'K225 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=OLD.document AND issued IS NOT NULL);
END;
CREATE TRIGGER deduction_bi BEFORE INSERT ON deduction BEGIN
  SELECT RAISE(ABORT,'K231 This deduction exists.')
   WHERE EXISTS(SELECT 1 FROM deduction WHERE id=NEW.id OR document=NEW.document AND pos=NEW.pos);
  SELECT RAISE(ABORT,'K232 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=NEW.document AND issued IS NOT NULL);
END;
CREATE TRIGGER deduction_bu BEFORE UPDATE ON deduction BEGIN
  SELECT RAISE(ABORT,'K233 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id IN (OLD.document,NEW.document) AND issued IS NOT NULL);
  SELECT RAISE(ABORT,'K234 This deduction exists.')
   WHERE EXISTS(SELECT 1 FROM deduction WHERE id<>OLD.id AND (id=NEW.id OR document=NEW.document AND pos=NEW.pos));
END;
CREATE TRIGGER deduction_bd BEFORE DELETE ON deduction BEGIN
  SELECT RAISE(ABORT,'K235 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=OLD.document AND issued IS NOT NULL);
END;
CREATE TRIGGER position_cost_bi BEFORE INSERT ON position_cost BEGIN
  SELECT RAISE(ABORT,'K241 This cost exists.')
   WHERE EXISTS(SELECT 1 FROM position_cost WHERE id=NEW.id OR position=NEW.position AND pos=NEW.pos);
  SELECT RAISE(ABORT,'K242 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=(SELECT document FROM position WHERE id=NEW.position) AND issued IS NOT NULL) AND NOT EXISTS(SELECT 1 FROM position p JOIN sales_document o ON o.id=p.document JOIN sales_document a ON a.id=p.addition
     WHERE p.id=NEW.position AND o.kind='order' AND a.kind='addition' AND a.sales_order=o.id AND a.issued IS NOT NULL);
END;
CREATE TRIGGER position_cost_bu BEFORE UPDATE ON position_cost BEGIN
  SELECT RAISE(ABORT,'K243 This cost exists.')
   WHERE EXISTS(SELECT 1 FROM position_cost WHERE id<>OLD.id AND (id=NEW.id OR position=NEW.position AND pos=NEW.pos));
  SELECT RAISE(ABORT,'K244 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id IN ((SELECT document FROM position WHERE id=OLD.position),(SELECT document FROM position WHERE id=NEW.position)) AND issued IS NOT NULL);
END;
CREATE TRIGGER position_cost_bd BEFORE DELETE ON position_cost BEGIN
  SELECT RAISE(ABORT,'K245 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=(SELECT document FROM position WHERE id=OLD.position) AND issued IS NOT NULL);
END;
CREATE TRIGGER measure_bi BEFORE INSERT ON measure BEGIN
  SELECT RAISE(ABORT,'K251 This line exists.')
   WHERE EXISTS(SELECT 1 FROM measure WHERE id=NEW.id OR document=NEW.document AND pos=NEW.pos);
  SELECT RAISE(ABORT,'K252 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=NEW.document AND issued IS NOT NULL);
END;
CREATE TRIGGER measure_bu BEFORE UPDATE ON measure BEGIN
  SELECT RAISE(ABORT,'K253 This line exists.')
   WHERE EXISTS(SELECT 1 FROM measure WHERE id<>OLD.id AND (id=NEW.id OR document=NEW.document AND pos=NEW.pos));
  SELECT RAISE(ABORT,'K254 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id IN (OLD.document,NEW.document) AND issued IS NOT NULL);
END;
CREATE TRIGGER measure_bd BEFORE DELETE ON measure BEGIN
  SELECT RAISE(ABORT,'K255 The document is issued.')
   WHERE EXISTS(SELECT 1 FROM sales_document WHERE id=OLD.document AND issued IS NOT NULL);
END;
