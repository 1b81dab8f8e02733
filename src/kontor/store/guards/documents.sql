-- Guards of the archive: an issued document stays as it left the house, for every client of the file.
-- "Issued" means: document.issued is set. It may go when its legal time is over on the day of the step.
CREATE TRIGGER document_bi BEFORE INSERT ON document BEGIN
  SELECT RAISE(ABORT,'K501 This archived document exists.') WHERE EXISTS(SELECT 1 FROM document WHERE id=NEW.id);
  SELECT RAISE(ABORT,'K502 The content of the document is missing.') WHERE NOT EXISTS(SELECT 1 FROM blob WHERE sha256=NEW.sha256);
END;
CREATE TRIGGER document_bu BEFORE UPDATE ON document BEGIN
  SELECT RAISE(ABORT,'K503 The archived document is issued and stays as it is.') WHERE OLD.issued IS NOT NULL;
  SELECT RAISE(ABORT,'K502 The content of the document is missing.') WHERE NOT EXISTS(SELECT 1 FROM blob WHERE sha256=NEW.sha256);
END;
CREATE TRIGGER document_bd BEFORE DELETE ON document BEGIN
  SELECT RAISE(ABORT,'K504 The archived document is kept until its legal time is over.')
   WHERE OLD.issued IS NOT NULL AND OLD.keep_until>=ifnull((SELECT substr(at,1,10) FROM step ORDER BY id DESC LIMIT 1),'');
END;
-- the content of a document cannot be taken away from under it
CREATE TRIGGER document_blob_bd BEFORE DELETE ON blob BEGIN
  SELECT RAISE(ABORT,'K505 The content belongs to a document.') WHERE EXISTS(SELECT 1 FROM document WHERE sha256=OLD.sha256);
END;
CREATE TRIGGER text_template_bi BEFORE INSERT ON text_template BEGIN
  SELECT RAISE(ABORT,'K506 This wording exists.')
   WHERE EXISTS(SELECT 1 FROM text_template WHERE id=NEW.id OR kind=NEW.kind AND language=NEW.language AND part=NEW.part);
END;
