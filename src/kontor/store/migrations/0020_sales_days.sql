-- lists of several kinds of documents, newest first: in the order of the index, without sorting
CREATE INDEX sales_document_days ON sales_document(day, id, kind);
