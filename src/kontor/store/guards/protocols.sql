-- Guards of service protocols: a signed one is frozen for every client of the file; what comes later is an addendum.
CREATE TRIGGER protocol_bu BEFORE UPDATE ON protocol BEGIN
  SELECT RAISE(ABORT,'K781 The protocol is signed: what comes later is an addendum or a new version.') WHERE OLD.signed IS NOT NULL;
END;
CREATE TRIGGER protocol_bd BEFORE DELETE ON protocol BEGIN
  SELECT RAISE(ABORT,'K782 The protocol is signed: it stays.') WHERE OLD.signed IS NOT NULL;
END;
CREATE TRIGGER protocol_item_bi BEFORE INSERT ON protocol_item BEGIN
  SELECT RAISE(ABORT,'K783 The protocol is signed: what comes later is an addendum or a new version.')
   WHERE EXISTS(SELECT 1 FROM protocol WHERE id=NEW.protocol AND signed IS NOT NULL);
END;
CREATE TRIGGER protocol_item_bu BEFORE UPDATE ON protocol_item BEGIN
  SELECT RAISE(ABORT,'K783 The protocol is signed: what comes later is an addendum or a new version.')
   WHERE EXISTS(SELECT 1 FROM protocol WHERE id IN (OLD.protocol,NEW.protocol) AND signed IS NOT NULL);
END;
CREATE TRIGGER protocol_item_bd BEFORE DELETE ON protocol_item BEGIN
  SELECT RAISE(ABORT,'K783 The protocol is signed: what comes later is an addendum or a new version.')
   WHERE EXISTS(SELECT 1 FROM protocol WHERE id=OLD.protocol AND signed IS NOT NULL);
END;
CREATE TRIGGER protocol_addendum_bi BEFORE INSERT ON protocol_addendum BEGIN
  SELECT RAISE(ABORT,'K784 This addendum exists.') WHERE EXISTS(SELECT 1 FROM protocol_addendum WHERE id=NEW.id);
END;
CREATE TRIGGER protocol_addendum_bu BEFORE UPDATE ON protocol_addendum BEGIN
  SELECT RAISE(ABORT,'K785 An addendum stays as it was written.');
END;
CREATE TRIGGER protocol_blob_bd BEFORE DELETE ON blob BEGIN
  SELECT RAISE(ABORT,'K786 The content belongs to a protocol.')
   WHERE EXISTS(SELECT 1 FROM protocol WHERE picture=OLD.sha256) OR EXISTS(SELECT 1 FROM protocol_item WHERE sha256=OLD.sha256);
END;
