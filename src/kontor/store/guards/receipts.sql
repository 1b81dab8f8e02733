-- Guards of receipts: a file that came in stays as it came, for every client of the file.
-- A receipt of a sealed entry may go when its legal time is over on the day of the step.
CREATE TRIGGER receipt_bi BEFORE INSERT ON receipt BEGIN
  SELECT RAISE(ABORT,'K601 This receipt exists.') WHERE EXISTS(SELECT 1 FROM receipt WHERE id=NEW.id OR sha256=NEW.sha256);
  SELECT RAISE(ABORT,'K602 The content of the receipt is missing.') WHERE NOT EXISTS(SELECT 1 FROM blob WHERE sha256=NEW.sha256);
END;
CREATE TRIGGER receipt_bu BEFORE UPDATE ON receipt BEGIN
  SELECT RAISE(ABORT,'K603 The file of a receipt stays as it came.')
   WHERE NEW.id IS NOT OLD.id OR NEW.sha256 IS NOT OLD.sha256 OR NEW.size IS NOT OLD.size OR NEW.mime IS NOT OLD.mime
     OR NEW.arrived IS NOT OLD.arrived OR NEW.source IS NOT OLD.source OR NEW.file_name IS NOT OLD.file_name;
END;
CREATE TRIGGER receipt_bd BEFORE DELETE ON receipt BEGIN
  SELECT RAISE(ABORT,'K604 The receipt of a sealed entry is kept until its legal time is over.')
   WHERE OLD.keep_until>=ifnull((SELECT substr(at,1,10) FROM step ORDER BY id DESC LIMIT 1),'')
     AND EXISTS(SELECT 1 FROM receipt_entry r JOIN seal s ON s.entry=r.entry WHERE r.receipt=OLD.id);
END;
CREATE TRIGGER receipt_blob_bd BEFORE DELETE ON blob BEGIN
  SELECT RAISE(ABORT,'K605 The content belongs to a receipt.') WHERE EXISTS(SELECT 1 FROM receipt WHERE sha256=OLD.sha256);
END;
-- the proof of a sealed entry cannot be taken from it
CREATE TRIGGER receipt_entry_bd BEFORE DELETE ON receipt_entry BEGIN
  SELECT RAISE(ABORT,'K606 The receipt belongs to a sealed entry.')
   WHERE OLD.how<>'linked' AND EXISTS(SELECT 1 FROM seal WHERE entry=OLD.entry)
     AND NOT EXISTS(SELECT 1 FROM entry r WHERE r.reverses=OLD.entry)
     AND EXISTS(SELECT 1 FROM receipt WHERE id=OLD.receipt
       AND keep_until>=ifnull((SELECT substr(at,1,10) FROM step ORDER BY id DESC LIMIT 1),''));
END;
