CREATE TRIGGER paper_bi BEFORE INSERT ON paper BEGIN
  SELECT RAISE(ABORT,'K901 This paper exists.') WHERE EXISTS(SELECT 1 FROM paper WHERE id=NEW.id OR code=NEW.code);
END;
CREATE TRIGGER paper_bu BEFORE UPDATE ON paper BEGIN
  SELECT RAISE(ABORT,'K902 The paper is sealed.') WHERE OLD.sealed=1;
END;
CREATE TRIGGER paper_bd BEFORE DELETE ON paper BEGIN
  SELECT RAISE(ABORT,'K903 The paper is sealed.') WHERE OLD.sealed=1;
END;
CREATE TRIGGER paper_line_bd BEFORE DELETE ON paper_line BEGIN
  SELECT RAISE(ABORT,'K904 The paper is sealed.') WHERE (SELECT sealed FROM paper WHERE id=OLD.paper)=1;
END;
