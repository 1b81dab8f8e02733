"""The Factur-X part of a PDF's metadata (XMP), added as an incremental update.

The typesetter writes PDF/A-3 and the attachment, but cannot write the four `fx:` values and their
extension schema, without which no reader takes the file for an e-invoice. Everything that is
expected of its output is checked, so that a newer typesetter fails loudly instead of silently.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_SCHEMAS_END = "</rdf:Bag></pdfaExtension:schemas>"
_PROPERTIES = (
    ("DocumentFileName", "name of the embedded XML invoice file"),
    ("DocumentType", "INVOICE"),
    ("Version", "version of the XML schema"),
    ("ConformanceLevel", "conformance level of the embedded XML"),
)


def add_facturx(pdf: bytes, *, name: str, level: str, version: str = "1.0") -> bytes:
    """The PDF with the Factur-X values in its metadata.

    Args:
        pdf: as the typesetter wrote it.
        name: file name of the attached XML.
        level: profile, such as `EN 16931` or `XRECHNUNG`.
        version: of the XML schema.
    """
    start = int(_found(rb"startxref\s+(\d+)\s+%%EOF\s*$", pdf)[1])
    trailer = _found(rb"trailer(?!.*trailer).*$", pdf)[0]
    size = _found(rb"/Size (\d+)", trailer)[1]
    root = _found(rb"/Root (\d+) 0 R", trailer)[1]
    info = re.search(rb"/Info (\d+ 0 R)", trailer)
    ids = _found(rb"/ID\s*\[(.*?)\]\s*>>", trailer)[1]
    catalog = _found(rb"\n" + root + rb" 0 obj(.*?)endobj", pdf)[1]
    number = _found(rb"/Metadata (\d+) 0 R", catalog)[1]
    stream = _found(
        rb"\n" + number + rb" 0 obj\s*<<([^>]*)>>\s*stream\r?\n(.*?)\r?\nendstream", pdf
    )
    if pdf[start : start + 4] != b"xref" or b"/Filter" in stream[1]:
        raise RuntimeError("the typesetter writes another kind of PDF")
    xmp = _with_values(stream[2].decode(), name, level, version).encode()
    base = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    body = b"%s 0 obj\n<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n" % (number, len(xmp))
    body += xmp + b"\nendstream\nendobj\n"
    parts = (
        base, body, b"xref\n0 1\n0000000000 65535 f\r\n", number,
        b" 1\n%010d 00000 n\r\n" % len(base), b"trailer\n<</Size ", size, b"/Root ", root, b" 0 R",
        b"/Info " + info[1] if info else b"", b"/ID[", ids,
        b"]/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (start, len(base) + len(body)),
    )  # fmt: skip
    return b"".join(parts)


def _found(pattern: bytes, text: bytes) -> re.Match[bytes]:
    found = re.search(pattern, text, re.DOTALL)
    if found is None:
        raise RuntimeError(f"the typesetter writes another kind of PDF: no {pattern!r}")
    return found


def _with_values(xmp: str, name: str, level: str, version: str) -> str:
    if xmp.count(_SCHEMAS_END) != 1 or xmp.count("</rdf:RDF>") != 1:
        raise RuntimeError("the typesetter writes other metadata")
    values = (
        ("DocumentType", "INVOICE"), ("DocumentFileName", name), ("Version", version),
        ("ConformanceLevel", level),
    )  # fmt: skip
    texts = "".join(f"<fx:{key}>{escape(value)}</fx:{key}>" for key, value in values)
    description = f'<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">{texts}</rdf:Description>'
    return xmp.replace(_SCHEMAS_END, _schema() + _SCHEMAS_END).replace(
        "</rdf:RDF>", description + "</rdf:RDF>"
    )


def _schema() -> str:
    properties = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>"
        for name, text in _PROPERTIES
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
