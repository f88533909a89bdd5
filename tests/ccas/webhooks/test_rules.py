"""Where a call may go, and how it is signed."""

import pytest

from ccas.webhooks import rules


@pytest.mark.parametrize(
    "address",
    ["https://rh.sdis.example.fr/ccas", "https://rh.sdis.example.fr:443/", "https://a.fr/?b=c"],
)
def test_a_public_machine_by_its_name(address):
    assert rules.address_problems(address) == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "rh.example.fr",
        "http://rh.example.fr/",
        "ftp://rh.example.fr/",
        "file:///etc/passwd",
        "https://",
        "https://localhost/",
        "https://rh.localhost/",
        "https://serveur/",
        "https://base.internal/",
        "https://10.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.0.0.1./",
        "https://[::1]/",
        "https://[fd00::1]/",
        "https://rh.example.fr:8080/",
        "https://rh.example.fr:22/",
        "https://nom:mot@rh.example.fr/",
        "https://rh.example.fr/#ici",
        "https://rh.example.fr/\r\nHost: x",
        "https://rh.example.fr/ x",
        "https://r\u00e9.fr/",
        "https://rh.example.fr:99999/",
        "https://[::1/",
        "https://rh.example.fr/" + "a" * 500,
        "https://rh.example.fr/\x00",
    ],
)
def test_nowhere_else(address):
    problems = rules.address_problems(address)
    assert problems
    assert all(one.endswith(".") for one in problems)


def test_a_developer_s_machine_calls_itself():
    assert rules.address_problems("http://127.0.0.1:8123/x", anywhere=True) == []
    assert rules.address_problems("ftp://127.0.0.1/", anywhere=True)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses(address):
    assert rules.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # the metadata of a cloud's machine
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd12::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.216.34",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2001:db8::1",
        "x",
        "",
    ],
)
def test_every_other_address_is_private(address):
    assert not rules.is_public(address)


def test_the_signature_is_the_standard_s():
    """The example of the reference libraries (standard-webhooks, tests of each language)."""
    assert (
        rules.signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            number="msg_p5jXN8AQM9LWM0D4loKWxJek",
            timestamp=1614265330,
            body=b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_the_delays_grow_then_end():
    delays = [rules.delay_after(attempts) for attempts in range(1, 11)]
    assert delays[-1] is None
    assert delays[:-1] == sorted(delays[:-1])
    assert sum((one.total_seconds() for one in delays[:-1]), 0) > 3 * 24 * 3600
