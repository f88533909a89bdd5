"""What every seal repeats, encoded once in the life of a key.

A CMS signature names its certificate three times: in a signed attribute, in the signer's
identifier, in the list of certificates. asn1crypto encodes an object that was read in detail again
each time it is asked, field by field: more than half of the CPU of a seal. An object that is known
by its bytes alone is written as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from pyhanko.sign.attributes import (
    CMSAttributeProvider,
    SignedAttributeProviderSpec,
    SigningCertificateV2Provider,
)
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers import Signer


class _CertificateNamed(SigningCertificateV2Provider):
    """The attribute that binds a signature to its certificate (RFC 5035), encoded once."""

    def __init__(self, certificate: asn1.Certificate) -> None:
        super().__init__(certificate)
        self._encoded = as_signing_certificate_v2(certificate).dump()

    async def build_attr_value(self, dry_run: bool = False) -> tsp.SigningCertificateV2:
        """The attribute's value."""
        return tsp.SigningCertificateV2.load(self._encoded)


class _PadesBaseline(SignedAttributeProviderSpec):
    """What PAdES baseline wants signed beside the digest: the certificate's name, no time."""

    def __init__(self, certificate: asn1.Certificate) -> None:
        self._providers = (_CertificateNamed(certificate),)

    def signed_attr_providers(
        self, data_digest: bytes, digest_algorithm: str
    ) -> Iterable[CMSAttributeProvider]:
        """The providers of signed attributes, the same for every document."""
        return self._providers


class Prepared(Signer):
    """Mixed into a signer of pyHanko, it encodes a certificate once instead of at each seal."""

    @cached_property
    def _identifier(self) -> cms.SignerIdentifier:
        certificate = self._known()
        number = cms.IssuerAndSerialNumber(
            {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
        )
        named = cms.SignerIdentifier({"issuer_and_serial_number": number})
        return cms.SignerIdentifier.load(named.dump())

    @cached_property
    def _baseline(self) -> _PadesBaseline:
        return _PadesBaseline(self._known())

    def _known(self) -> asn1.Certificate:
        certificate = self.signing_cert
        if certificate is None:
            raise ValueError("a signer without a certificate seals nothing")
        return certificate

    def prepare(self) -> None:
        """Encode now; the certificate must be loaded."""
        self.signed_attr_prov_spec = self._baseline

    async def signed_attrs(self, *args: Any, **named: Any) -> cms.CMSAttributes:
        """The attributes to sign, by their bytes: they are signed, then packed."""
        attributes = await super().signed_attrs(*args, **named)
        return cms.CMSAttributes.load(attributes.dump())

    def signer_info(
        self, digest_algorithm: str, signed_attrs: cms.CMSAttributes, signature: bytes
    ) -> cms.SignerInfo:
        """What is said of the signer: only digest and signature change from seal to seal."""
        return cms.SignerInfo(
            {
                "version": "v1",
                "sid": self._identifier,
                "digest_algorithm": {"algorithm": digest_algorithm},
                "signature_algorithm": self.get_signature_mechanism_for_digest(digest_algorithm),
                "signed_attrs": signed_attrs,
                "signature": signature,
            }
        )
