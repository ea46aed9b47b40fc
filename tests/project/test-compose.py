#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""docker-compose.yml and the sandbox's Dockerfile, as far as one can tell without an engine."""

import os
import pathlib
import re
import shutil
import subprocess

import tap

try:
    import yaml
except ImportError:
    yaml = None

COMPOSE = tap.SOURCE_ROOT / "docker-compose.yml"
DOCKERFILE = tap.SOURCE_ROOT / "data" / "sandbox" / "Dockerfile"

# Of the Compose specification, what is used here or might be.
TOP_KEYS = {"services", "networks", "volumes", "name"}
SERVICE_KEYS = {
    "build", "cap_add", "cap_drop", "command", "environment", "healthcheck", "image", "labels",
    "mem_limit", "network_mode", "networks", "pids_limit", "ports", "profiles", "read_only",
    "restart", "security_opt", "shm_size", "stop_grace_period", "tmpfs", "user", "volumes",
}  # fmt: skip
BUILD_KEYS = {"args", "context", "dockerfile"}
HEALTH_KEYS = {"interval", "retries", "start_period", "test", "timeout"}

# ${NAME}, ${NAME:-default} or ${NAME:?what is missing}
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
MAJOR = "${PG_MAJOR:-14}"
# A folder that nobody else can enter, for the socket.
SOCKET_FOLDER = re.compile(r"\$\{XDG_RUNTIME_DIR:\?[^}]+\}/optischema-sandbox")


def compose():
    if yaml is None:
        raise tap.Skip("no YAML library for this Python: the package python3-yaml has one")
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def services():
    return compose()["services"]


def settings_of(service):
    """What its command gives the server by -c."""
    words = service["command"]
    return dict(words[i + 1].split("=", 1) for i, word in enumerate(words) if word == "-c")


def mounts_of(service):
    """Source, target and options of each of its volumes."""
    for volume in service.get("volumes", []):
        masked = VARIABLE.sub(lambda match: match[0].replace(":", "\0"), volume)
        source, target, *options = masked.split(":")
        yield source.replace("\0", ":"), target, ",".join(options).split(",")


def keys():
    """docker-compose.yml has the two services, and only keys that there are"""
    content = compose()
    faults = [f"unknown: {key}" for key in content.keys() - TOP_KEYS]
    if set(content["services"]) != {"postgres", "sandbox"}:
        faults.append(f"services: {', '.join(content['services'])}")
    for name, service in content["services"].items():
        faults += [f"{name}: unknown: {key}" for key in service.keys() - SERVICE_KEYS]
        faults += [f"{name}: build: {key}" for key in service.get("build", {}).keys() - BUILD_KEYS]
        faults += [f"{name}: health: {key}" for key in service["healthcheck"].keys() - HEALTH_KEYS]
    return faults


def health():
    """Each service asks its own server how it is"""
    faults = []
    for name, service in services().items():
        check = service.get("healthcheck", {})
        if check.get("test", [])[:2] != ["CMD", "pg_isready"]:
            faults.append(f"{name}: {check.get('test')}")
        for key in ("interval", "timeout"):
            if not re.fullmatch(r"[1-9]\d*s", str(check.get(key))):
                faults.append(f"{name}: {key}: {check.get(key)}")
        if not isinstance(check.get("retries"), int):
            faults.append(f"{name}: retries: {check.get('retries')}")
    return faults


def passwords():
    """No service has a password of its own, or goes without one"""
    faults = []
    for name, service in services().items():
        environment = service.get("environment", {})
        if "POSTGRES_PASSWORD" not in environment:
            faults.append(f"{name}: no POSTGRES_PASSWORD")
        for key, value in environment.items():
            match = VARIABLE.fullmatch(str(value))
            if "PASSWORD" in key and (match is None or match[2] != "?" or not match[3]):
                faults.append(f"{name}: {key}: {value}")
        arguments = environment.get("POSTGRES_INITDB_ARGS", "").split()
        if "--auth-host=scram-sha-256" not in arguments:
            faults.append(f"{name}: {arguments}")
        if re.search(r"\btrust\b", str(service)):
            faults.append(f"{name}: trusts somebody")
    return faults


def ports():
    """What is published is published for this machine alone"""
    return [
        f"{name}: {port}"
        for name, service in services().items()
        for port in service.get("ports", [])
        if not re.fullmatch(r"127\.0\.0\.1:\d+:5432", str(port))
    ]


def apart():
    """Nothing leads from the sandbox to the other server, this machine or elsewhere"""
    sandbox = services()["sandbox"]
    faults = [] if sandbox.get("network_mode") == "none" else ["sandbox: it has a network"]
    for key in ("ports", "networks", "cap_add", "privileged", "pid", "ipc", "extra_hosts", "links"):
        if key in sandbox:
            faults.append(f"sandbox: {key}")
    if "no-new-privileges:true" not in sandbox.get("security_opt", []):
        faults.append("sandbox: new privileges")
    if "--auth-local=scram-sha-256" not in sandbox["environment"]["POSTGRES_INITDB_ARGS"].split():
        faults.append("sandbox: the socket asks for no password")
    for source, target, _ in mounts_of(sandbox):
        if source == "sandbox" and target == sandbox["environment"]["PGDATA"]:
            continue
        if not SOCKET_FOLDER.fullmatch(source) or target != "/var/run/postgresql":
            faults.append(f"sandbox: {source} is mounted")
    return faults


def volumes():
    """Each server has a volume for its data, by major version, and what is mounted exists"""
    content = compose()
    declared = content["volumes"]
    used = []
    faults = [f"{name}: its name has no {MAJOR}" for name in declared if MAJOR not in str(declared[name])]
    for name, service in content["services"].items():
        for source, target, options in mounts_of(service):
            if source.startswith("."):
                if not (tap.SOURCE_ROOT / source).is_file() or "ro" not in options:
                    faults.append(f"{name}: {source}")
            elif re.fullmatch(r"\w+", source):
                used.append(source)
                if target != service["environment"].get("PGDATA"):
                    faults.append(f"{name}: its data is not in {target}")
    if sorted(used) != sorted(declared):
        faults.append(f"declared: {sorted(declared)}, used: {sorted(used)}")
    return faults


def image():
    """Both servers are of the same version, and HypoPG with them"""
    postgres, sandbox = (services()[name] for name in ("postgres", "sandbox"))
    text = DOCKERFILE.read_text(encoding="utf-8")
    faults = []
    if postgres["image"] != f"postgres:{MAJOR}":
        faults.append(f"postgres: {postgres['image']}")
    if sandbox["build"]["args"] != {"PG_MAJOR": MAJOR}:
        faults.append(f"sandbox: {sandbox['build']['args']}")
    if (tap.SOURCE_ROOT / sandbox["build"]["context"]).resolve() != DOCKERFILE.parent:
        faults.append(f"sandbox: {sandbox['build']['context']}")
    for line in (
        r"ARG PG_MAJOR=14\nFROM postgres:\$\{PG_MAJOR\}",
        r"apt-get install .*\"postgresql-\$\{PG_MAJOR\}-hypopg\"",
    ):
        if not re.search(line, text):
            faults.append(f"Dockerfile: no {line}")
    if re.search(r"^(USER|EXPOSE|ENV|COPY|ADD)\b", text, re.MULTILINE):
        faults.append("Dockerfile: more than a package is added")
    return faults


def same_settings():
    """The sandbox has the settings of the private cluster that the program starts itself"""
    settings = settings_of(services()["sandbox"])
    private = dict(
        setting
        for path in tap.sources("src/core/sandbox", suffixes=(".c",))
        for setting in re.findall(
            r'opt_cluster_set_setting \(\w+, "(\w+)", "([^"]*)"\)', path.read_text("utf-8")
        )
    )
    faults = [] if private else ["no settings found"]
    faults += [
        f"{name}: {settings.get(name)}, not {value}"
        for name, value in private.items()
        if settings.get(name) != value
    ]
    return faults


def known_settings():
    """The settings are such as PostgreSQL has"""
    programs = sorted(
        pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: int(path.parts[-3]),
    )
    if not programs:
        raise tap.Skip("no server programs")
    # One a line, the name first.
    told = subprocess.run(
        [programs[-1], "--describe-config"], capture_output=True, text=True, check=True
    ).stdout
    known = {line.split("\t", 1)[0] for line in told.splitlines()}
    return [
        f"{name}: {setting}"
        for name, service in services().items()
        for setting in settings_of(service)
        if setting not in known
    ]


def documents():
    """What the documents say of it is so"""
    content = compose()
    text = COMPOSE.read_text(encoding="utf-8")
    readme = (tap.SOURCE_ROOT / "README.md").read_text(encoding="utf-8")
    variables = {match[1] for match in VARIABLE.finditer(text)}
    faults = []
    commands = re.findall(r"docker compose up ([^`\"\n#]*)", text + readme)
    if "(docker-compose.yml)" not in readme or len(commands) < 3:
        faults.append("README.md names no way to start it")
    for command in commands:
        for word in command.split():
            if word not in {"--detach", "-d", "--wait", *content["services"]}:
                faults.append(f"docker compose up {command.strip()}: {word}")
    published = [port.split(":")[1] for port in content["services"]["postgres"]["ports"]]
    for document in (text, readme):
        for port in re.findall(r"host=127\.0\.0\.1 port=(\d+)", document):
            if port not in published:
                faults.append(f"port {port} is not published")
        for name in re.findall(r"\b(PG_MAJOR|SANDBOX_\w+)=", document):
            if name not in variables:
                faults.append(f"{name} is not asked for")
    return faults


def composer():
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) is None:
            continue
        if subprocess.run([*command, "version"], capture_output=True, check=False).returncode == 0:
            return command
    raise tap.Skip("neither docker compose nor docker-compose is here")


def read_by_compose():
    """Docker Compose takes it with a password, and not without"""
    command = [*composer(), "--file", str(COMPOSE), "config", "--quiet"]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": "/nonexistent",
        "XDG_RUNTIME_DIR": "/nonexistent",
    }
    without = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    environment["PGPASSWORD"] = "chosen"
    taken = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    faults = taken.stderr.splitlines() if taken.returncode != 0 else []
    if without.returncode == 0 or "PASSWORD" not in without.stderr:
        faults.append(f"without a password: {without.stderr.strip() or 'taken'}")
    return faults


if __name__ == "__main__":
    tap.run(
        [
            keys,
            health,
            passwords,
            ports,
            apart,
            volumes,
            image,
            same_settings,
            known_settings,
            documents,
            read_by_compose,
        ]
    )
