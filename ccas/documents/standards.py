"""What a document says of the standards that it follows: PDF/A-3a and PDF/UA-1 at once."""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.etree import ElementTree

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
UA = "http://www.aiim.org/pdfua/ns/id/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"


@cache
def _ua_descriptions() -> bytes:
    """The XMP that says PDF/UA-1, and the extension schema by which PDF/A allows it."""
    return f"""<x xmlns:rdf="{RDF}" xmlns:pdfuaid="{UA}" xmlns:pdfaExtension="{EXTENSION}"
 xmlns:pdfaSchema="{SCHEMA}" xmlns:pdfaProperty="{PROPERTY}">
<rdf:Description rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about=""><pdfaExtension:schemas><rdf:Bag>
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{UA}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description></x>""".encode()


def both_standards(generate: Any) -> Any:
    """Wrap WeasyPrint's XMP writer, which knows one standard at a time: add PDF/UA to PDF/A."""

    def generate_both(variant: str, version: int, conformance: str) -> bytes:
        for prefix, space in (
            ("pdfaExtension", EXTENSION),
            ("pdfaSchema", SCHEMA),
            ("pdfaProperty", PROPERTY),
        ):
            ElementTree.register_namespace(prefix, space)
        root = ElementTree.fromstring(generate(variant, version, conformance))  # noqa: S314
        root.extend(ElementTree.fromstring(_ua_descriptions()))  # noqa: S314
        return ElementTree.tostring(root, encoding="utf-8")

    return generate_both
