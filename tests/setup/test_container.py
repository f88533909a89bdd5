"""The image and its composition, read without Docker: what can be checked of them is.

Nothing here builds or starts a container.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
IGNORED = (ROOT / ".dockerignore").read_text().split("\n")
PROXY = (ROOT / "deployment" / "Caddyfile").read_text()
SERVICES = COMPOSE["services"]
#: Those that run our image.
OURS = ("prepare", "web", "live", "worker", "beat")


def instructions(text: str) -> list[tuple[str, str]]:
    """(instruction, its words), continued lines joined, comments left out."""
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.M))
    return [
        (line.split(None, 1)[0].upper(), line.split(None, 1)[1].strip())
        for line in joined.splitlines()
        if line.strip()
    ]


def faults(text: str) -> list[str]:
    """What an image of ours must not be."""
    found, stage, user, health = [], "", "root", False
    for word, rest in instructions(text):
        if word == "FROM":
            stage, user, health = rest, "root", False
            if not re.match(r"python:\$\{PYTHON\}-slim-\w+( AS \w+)?$", rest):
                found.append(f"another base: {rest}")
        elif word == "COPY" and "--from=" not in rest:
            for source in rest.split()[:-1]:
                if not (ROOT / source).exists():
                    found.append(f"copies what is not there: {source}")
                if f"!{source}" not in IGNORED:
                    found.append(f".dockerignore hides {source}")
        elif word == "ADD":
            found.append(f"ADD fetches and unpacks: {rest}")
        elif word == "USER":
            user = rest
        elif word == "HEALTHCHECK":
            health = True
        elif word == "RUN" and "pip" in rest and "--require-hashes" not in rest:
            found.append("installs without hashes")
        if word in {"ENV", "ARG"} and re.search(r"(SECRET|PASSWORD|_KEYS?)\b\s*=", rest):
            found.append(f"a secret in a layer: {rest}")
    if not re.match(r"[1-9]\d{3,}(:\d+)?$", user):
        found.append(f"runs as {user}")
    if not health:
        found.append(f"the last stage has no probe: {stage}")
    return found


def test_the_image_is_one_of_ours():
    assert faults(DOCKERFILE) == []


@pytest.mark.parametrize(
    ("line", "by", "says"),
    [
        ("USER 10001:10001", "", "runs as root"),
        ("USER 10001:10001", "USER root", "runs as root"),
        ("COPY manage.py ./", "COPY absent.py ./", "copies what is not there"),
        ("COPY manage.py ./", "COPY tests tests", ".dockerignore hides tests"),
        ("--require-hashes ", "", "installs without hashes"),
        ("python:${PYTHON}-slim-trixie\n#", "python:latest\n#", "another base"),
        ("EXPOSE", "ENV SECRET_KEY=abc\nEXPOSE", "a secret in a layer"),
        ("HEALTHCHECK", "LABEL x", "no probe"),
    ],
)
def test_an_image_that_is_not_would_be_seen(line, by, says):
    assert line in DOCKERFILE
    assert any(says in fault for fault in faults(DOCKERFILE.replace(line, by)))


def test_one_python_for_both_stages_and_one_that_the_project_takes():
    (version,) = re.findall(r"^ARG PYTHON=(\d+\.\d+)$", DOCKERFILE, re.M)
    assert DOCKERFILE.count("FROM python:${PYTHON}-slim-") == 2
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    oldest = tuple(int(part) for part in re.search(r">=(\d+)\.(\d+)", wanted).groups())
    assert tuple(int(part) for part in version.split(".")) >= oldest


def test_the_image_holds_all_the_code_and_no_test():
    copied = {
        source
        for word, rest in instructions(DOCKERFILE)
        if word == "COPY" and "--from=" not in rest
        for source in rest.split()[:-1]
    }
    assert {"ccas", "assessments", "certification", "templates", "static", "manage.py"} <= copied
    assert not {one for one in copied if one.startswith("tests")}
    assert "collectstatic" in DOCKERFILE


def test_pg_dump_is_of_the_servers_version():
    (client,) = re.findall(r"postgresql-client-(\d+)", DOCKERFILE)
    assert SERVICES["postgresql"]["image"] == f"postgres:{client}"


def test_what_the_service_needs_is_there():
    assert set(SERVICES) == {*OURS, "proxy", "postgresql", "redis", "antivirus", "objects"}


@pytest.mark.parametrize("name", OURS)
def test_our_processes_may_do_little(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "ports" not in service, "the proxy alone is reached from outside"
    assert service["image"].startswith("ccas:")


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_image_is_pinned_and_looked_at(name):
    service = SERVICES[name]
    tag = service["image"].partition(":")[2]
    assert tag
    assert tag != "latest"
    looked_at = "healthcheck" in service or name in {"web", "proxy", "antivirus", "objects"}
    assert looked_at, "web has the image's probe; the others have their own or Compose's restart"
    assert service["logging"]["options"]["max-size"]


def test_only_the_proxy_is_reached_and_servers_reach_nobody():
    assert [name for name, one in SERVICES.items() if one.get("ports")] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("postgresql", "redis", "objects"):
        assert SERVICES[name]["networks"] == ["inside"]


def test_no_secret_stands_in_the_files():
    text = (ROOT / "compose.yaml").read_text() + PROXY
    for name in ("POSTGRES_PASSWORD", "S3_SECRET_KEY", "S3_ACCESS_KEY"):
        assert f"${{{name}:?}}" in text, "given, or Compose refuses to start"
    example = (ROOT / "deployment" / "environment.example").read_text()
    for line in example.splitlines():
        if re.match(r"\w*(SECRET|PASSWORD|KEYS?|SALT|TOKEN)\w*=", line):
            assert line.endswith("="), f"a value that somebody would leave: {line}"


def test_the_example_gives_all_that_production_wants():
    production = (ROOT / "ccas" / "settings" / "production.py").read_text()
    compulsory = set(re.findall(r'env\.\w+\("(\w+)"\)', production))
    example = (ROOT / "deployment" / "environment.example").read_text()
    given = set(re.findall(r"^(\w+)=", example, re.M))
    assert len(compulsory) >= 5
    assert compulsory <= given
    assert set(re.findall(r"\$\{(\w+):\?\}", (ROOT / "compose.yaml").read_text())) <= given


def test_the_commands_name_what_exists():
    said = json.dumps([one.get("command", "") for one in SERVICES.values()])
    for module in ("ccas.asgi:application",):
        assert module in said
    assert "ccas.wsgi:application" in DOCKERFILE
    for command in re.findall(r"manage\.py (\w+)", said):
        ours = list(ROOT.rglob(f"management/commands/{command}.py"))
        assert ours or command in {"migrate"}, command


def test_the_keys_come_from_a_folder_that_no_image_holds():
    said = SERVICES["web"]
    assert "./keys:/keys:ro" in said["volumes"]
    for name in ("JOURNAL_KEY_FILE", "CLAIM_KEY_FILE", "CREDENTIAL_KEY_FILE"):
        assert said["environment"][name].startswith("/keys/")
    assert "!keys" not in IGNORED


def test_one_clock_alone():
    """Two would ask everything twice; none, and nothing forgotten is found."""
    beats = [one for one in SERVICES.values() if "beat" in one.get("command", [])]
    assert len(beats) == 1


def test_the_proxy_sends_events_apart_and_no_measure():
    assert re.search(r"handle /direct/\* \{\s*reverse_proxy live:8001", PROXY)
    assert "@inside path /sante/mesures/* /sante/pret/*\n\trespond @inside 404" in PROXY
    assert "reverse_proxy web:8000" in PROXY
