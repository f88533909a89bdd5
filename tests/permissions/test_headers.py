"""What every page says to the browser, for each kind of actor; and what production refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.permissions.cast import ANONYMOUS, EVERYBODY, OFFICER
from tests.permissions.policy import POLICY
from tests.permissions.table import Answer, Table, address

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("permissions"), pytest.mark.slow]
EXPECTED = {
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
    "Referrer-Policy": {"same-origin", "no-referrer"},
}


def policy_of(header: str) -> dict[str, list[str]]:
    """A content policy: directive → sources."""
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def faults(answer: Answer, *, signed_in: bool) -> list[str]:
    """What an answer should say and does not."""
    found = [
        f"{name} : {answer.headers.get(name)}"
        for name, values in EXPECTED.items()
        if answer.headers.get(name) not in values
    ]
    content = policy_of(answer.headers.get("Content-Security-Policy", ""))
    if "sandbox" in content:  # a document: it may do nothing at all
        if content.get("default-src") != ["'none'"]:
            found.append(f"document : {content}")
    else:
        if content.get("frame-ancestors") != ["'none'"]:
            found.append(f"frame-ancestors : {content.get('frame-ancestors')}")
        if content.get("object-src") != ["'none'"] or content.get("base-uri") != ["'none'"]:
            found.append(f"object-src, base-uri : {content}")
        for directive in ("default-src", "script-src", "style-src"):
            sources = content.get(directive, ["*"])
            if {"*", "'unsafe-inline'", "'unsafe-eval'"} & set(sources):
                found.append(f"{directive} : {sources}")
        if b"<script" in answer.content and not any(
            source.startswith("'nonce-") for source in content.get("script-src", [])
        ):
            found.append("un script sans nonce")
    asked = answer.headers.get("Permissions-Policy", "")
    if any(f"{feature}=()" not in asked for feature in ("camera", "geolocation", "microphone")):
        found.append(f"Permissions-Policy : {asked}")
    if signed_in and answer.headers.get("Cache-Control") != "private, no-store":
        found.append(f"Cache-Control : {answer.headers.get('Cache-Control')}")
    return found


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_page_says_it(table: Table, who: str):
    found = {}
    for row in POLICY:
        answer = table.look(who, address(row, table.world))
        if wrong := faults(answer, signed_in=who != ANONYMOUS):
            found[f"{row.key} ({answer.status})"] = wrong
    assert found == {}


def test_errors_say_it_too(table: Table):
    """A refused host, a method that is none, a form without its token, a page of nobody."""
    browser = table.world.client(OFFICER, enforce_csrf_checks=True)
    asked = {
        "host": table.ask(OFFICER, "GET", "/", headers={"host": "ailleurs.example"}),
        "method": table.ask(OFFICER, "PATCH", "/"),
        "token": table.ask(OFFICER, "POST", "/compte/role/", browser=browser),
        "absent": table.ask(OFFICER, "GET", "/nulle-part/"),
        "program": table.ask(ANONYMOUS, "GET", "/api/v1/candidates/"),
    }
    statuses = {name: answer.status for name, answer in asked.items()}
    assert statuses == {"host": 400, "method": 405, "token": 403, "absent": 404, "program": 401}
    found = {name: faults(answer, signed_in=False) for name, answer in asked.items()}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_a_defect_says_it_too(table: Table, monkeypatch):
    def broken(request):
        raise RuntimeError("défaut")

    monkeypatch.setattr("certification.home.views.render", lambda *given, **named: broken(given[0]))
    browser = table.world.client(OFFICER, raise_request_exception=False)
    answer = table.ask(OFFICER, "GET", "/", browser=browser)
    assert answer.status == 500
    assert faults(answer, signed_in=True) == []
    assert b"RuntimeError" not in answer.content


def test_a_nonce_serves_once(table: Table):
    one, two = (
        table.ask("officer", "GET", "/").headers["Content-Security-Policy"] for _ in range(2)
    )
    assert "'nonce-" in one
    assert one != two


@pytest.mark.parametrize(
    ("middleware", "says"),
    [
        ("ccas.interface.headers.HeadersMiddleware", "Cache-Control"),
        ("django.middleware.csp.ContentSecurityPolicyMiddleware", "frame-ancestors"),
        ("django.middleware.security.SecurityMiddleware", "X-Content-Type-Options"),
    ],
)
def test_a_middleware_taken_away_is_seen(table: Table, settings, middleware: str, says: str):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != middleware]
    browser = table.world.client("officer")
    answer = table.ask("officer", "GET", "/", browser=browser)
    assert any(says in fault for fault in faults(answer, signed_in=True))


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "ccas.settings.production",
    "SECRET_KEY": "k7Jz!q0Vw3nR9sXb5tLm2pYc8dFg4hQe6uAa1iOo-plausible-et-longue-assez",
    "JOURNAL_SALT": "n3vQ8yT1xW6zB4cD9fG2hJ5kL7mP0rSs",
    "MFA_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "ALLOWED_HOSTS": "certification.example.gouv.fr",
    "PUBLIC_BASE_URL": "https://certification.example.gouv.fr",
    "CLAMAV_URL": "tcp://antivirus.example.gouv.fr:3310",
    "SEAL_TSA_URL": "https://horodatage.example.gouv.fr",
}


def check_production(tmp_path: Path, more: str = "") -> subprocess.CompletedProcess[str]:
    """`manage.py check --deploy` under the production settings, with lines added after them."""
    environment = {**os.environ, **PRODUCTION, "CCAS_VAR": str(tmp_path)}
    for name in ("journal", "claims", "credentials"):  # the check only asks whether they are there
        (tmp_path / "keys").mkdir(exist_ok=True)
        (tmp_path / "keys" / f"{name}.pem").touch()
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser tests of this run set it
    if more:
        (tmp_path / "altered_production.py").write_text(
            f"from ccas.settings.production import *\n{more}\n"
        )
        environment["DJANGO_SETTINGS_MODULE"] = "altered_production"
        environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), str(ROOT)])
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_production_is_fit_to_deploy(tmp_path):
    done = check_production(tmp_path)
    assert done.returncode == 0, done.stderr
    assert settings.ENVIRONMENT == "test"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("CLOCK_MAY_MOVE = True", "CLOCK_MAY_MOVE"),
        ("DEMONSTRATION_SIGN_IN = True", "DEMONSTRATION_SIGN_IN"),
        ("SECURE_HSTS_SECONDS = 0", "SECURE_HSTS_SECONDS"),
        ("SESSION_COOKIE_SECURE = False", "SESSION_COOKIE_SECURE"),
        ('CLAMAV_URL = ""', "CLAMAV_URL"),
        ('JOURNAL_KEY_FILE = VAR_DIR / "absent.pem"', "JOURNAL_KEY_FILE"),
    ],
)
def test_production_refuses_what_is_for_the_demonstration(tmp_path, line, says):
    done = check_production(tmp_path, line)
    assert done.returncode != 0
    assert says in done.stderr


def test_no_other_service_of_the_domain_plants_a_session(tmp_path):
    """« __Host- » : secure, of this host alone, for every path; browsers refuse any other."""
    environment = {**os.environ, **PRODUCTION, "CCAS_VAR": str(tmp_path)}
    asked = "print([getattr(settings, f'{one}_COOKIE_{what}') for one in ('SESSION', 'CSRF') "
    asked += "for what in ('NAME', 'SECURE', 'DOMAIN', 'PATH')])"
    done = subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings; {asked}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.strip() == (
        "['__Host-sessionid', True, None, '/', '__Host-csrftoken', True, None, '/']"
    ), done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("CLOCK_MAY_MOVE", True), ("DEMONSTRATION_SIGN_IN", True), ("CLAMAV_URL", "")],
)
def test_production_does_not_even_start(tmp_path, name, value):
    """A server runs no check: the application itself refuses to be built."""
    (tmp_path / "altered_production.py").write_text(
        f"from ccas.settings.production import *\n{name} = {value!r}\n"
    )
    environment = {
        **os.environ,
        **PRODUCTION,
        "CCAS_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "altered_production",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
    }
    done = subprocess.run(
        [sys.executable, "-c", "import ccas.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode != 0
    assert name in done.stderr
