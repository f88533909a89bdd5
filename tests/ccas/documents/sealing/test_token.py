"""The key in a PKCS#11 token, named by settings. SoftHSM stands for the certifier's; without it
these tests are skipped, and `make test` has said so."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pkcs11
import pytest
from pkcs11 import Attribute, KeyType, ObjectClass
from pkcs11.exceptions import PKCS11Error

from ccas.documents import sealing
from ccas.documents.sealing import SealUnavailable, authority, keys
from tests.ccas.documents.sealing import token_of_ours
from tests.ccas.documents.sealing.token_of_ours import LABEL, PIN, TOKEN, Token

pytestmark = pytest.mark.skipif(
    token_of_ours.found() is None,
    reason="SoftHSM (softhsm2) n’est pas installé : la clé PKCS#11 n’est pas éprouvée",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Iterator[Token]:
    """A token of the run's own."""
    folder = tmp_path_factory.mktemp("token")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", token_of_ours.configured(folder))
        yield token_of_ours.token_in(folder, token_of_ours.found())
        keys.forget()


@pytest.fixture
def token(made, settings) -> Iterator[Token]:
    """The same, named by settings as a service names it: nothing else is given."""
    settings.SEAL_PKCS12 = ""
    settings.SEAL_PKCS11_MODULE = made.module
    settings.SEAL_PKCS11_TOKEN = TOKEN
    settings.SEAL_PKCS11_PIN = PIN
    settings.SEAL_PKCS11_LABEL = LABEL
    settings.SEAL_CHAIN = str(made.root)
    keys.forget()
    yield made
    keys.forget()


def test_a_key_in_a_token_seals_and_the_seal_is_genuine(plain, token):
    assert authority.is_configured()
    assert not authority.is_throwaway()
    sealed = sealing.seal(plain)
    validation = sealing.validate(sealed.content)
    assert validation.genuine, [step for step in validation.steps if not step.passed]
    assert validation.signer == "Sceau du jeton"
    assert validation.certificate == sealed.certificate


def test_a_timestamp_goes_with_it(plain, token, clock):
    assert sealing.seal(plain).level == "B-T"


def test_the_key_does_not_leave_the_token(token):
    """What we seal with cannot be copied: the token itself refuses."""
    library = pkcs11.lib(token.module)
    with library.get_token(token_label=TOKEN).open(user_pin=PIN) as session:
        private = session.get_key(ObjectClass.PRIVATE_KEY, KeyType.RSA, label=LABEL)
        assert private[Attribute.SENSITIVE]
        assert not private[Attribute.EXTRACTABLE]
        with pytest.raises(PKCS11Error):
            private[Attribute.PRIVATE_EXPONENT]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SEAL_PKCS11_MODULE", os.devnull),
        ("SEAL_PKCS11_TOKEN", "Un autre"),
        ("SEAL_PKCS11_PIN", "0000"),
        ("SEAL_PKCS11_LABEL", "absente"),
    ],
)
def test_a_token_that_does_not_answer_says_so_and_nothing_is_sealed(
    setting, value, plain, token, settings
):
    setattr(settings, setting, value)
    with pytest.raises(SealUnavailable, match="Le module qui garde la clé du sceau"):
        sealing.seal(plain)
    assert sealing.validate(plain).genuine is False


def test_a_token_taken_out_then_put_back_seals_again(plain, token):
    sealing.seal(plain)
    keys.key().signer.pkcs11_session.close()
    with pytest.raises(SealUnavailable, match="ne répond plus"):
        sealing.seal(plain)
    assert sealing.validate(sealing.seal(plain).content).genuine
