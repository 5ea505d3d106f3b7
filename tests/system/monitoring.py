"""The shipped rules and dashboard name only metrics that a node really exposes.

    monitoring.py --binary PATH
"""

import json
import os
import re

import yaml

from harness import REPOSITORY, arguments, check, finish, serving

CONFIGS = os.path.join(REPOSITORY, "configs")
WORDS = {"by", "without", "on", "ignoring", "group_left", "group_right", "and", "or",
         "unless", "bool", "offset", "le", "inf", "nan"}
THEIRS = {"up"}  # Prometheus's own


def metrics_in(expression):
    """Names of metrics in a PromQL expression, functions and labels left out."""
    text = re.sub(r'"[^"]*"', "", expression)
    text = re.sub(r"\{[^{}]*\}|\[[^\[\]]*\]", "", text)
    text = re.sub(r"\b(by|without|on|ignoring)\s*\([^()]*\)", "", text)
    names = re.findall(r"(?<![\w.])([a-zA-Z_:][\w:]*)\b(?!\s*\()", text)
    return {x for x in names if x.lower() not in WORDS} - THEIRS


def rules():
    with open(os.path.join(CONFIGS, "alerts.yaml"), encoding="utf-8") as file:
        document = yaml.safe_load(file)
    for group in document["groups"]:
        for rule in group["rules"]:
            check({"alert", "expr", "labels", "annotations"} <= rule.keys(), f"{rule}")
            check({"summary", "description"} <= rule["annotations"].keys(), f"{rule}")
            yield rule["alert"], rule["expr"]


def panels():
    with open(os.path.join(CONFIGS, "grafana.json"), encoding="utf-8") as file:
        document = json.load(file)
    numbers = [panel["id"] for panel in document["panels"]]
    check(len(numbers) == len(set(numbers)), "panels share an id")
    for panel in document["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def other_files():
    with open(os.path.join(CONFIGS, "prometheus.yaml"), encoding="utf-8") as file:
        scrape = yaml.safe_load(file)
    check(scrape["rule_files"] == ["alerts.yaml"], "the rules are not loaded")
    check(scrape["scrape_configs"][0]["job_name"] == "tradeeon",
          "the rules ask for another job")
    with open(os.path.join(CONFIGS, "compose.yaml"), encoding="utf-8") as file:
        service = yaml.safe_load(file)["services"]["tradeeon"]
    check(service["read_only"] and service["cap_drop"] == ["ALL"], "compose is too open")
    check("healthcheck" in service["healthcheck"]["test"], "compose has another check")


def exposed(binary):
    with serving(binary) as server:
        server.start("--feed", "demo", "--speed", "max")
        server.ask("GET", "/health")
        text = server.ask("GET", "/metrics").body.decode()
        server.stop()
    names = re.findall(r"^([a-zA-Z_:][\w:]*)[ {]", text, re.M)
    described = set(re.findall(r"^# HELP (\S+) \S", text, re.M))
    bare = {re.sub(r"_(bucket|sum|count)$", "", x) for x in names} | set(names)
    check(described <= bare, f"described, but without a value: {described - bare}")
    return set(names)


def monitoring(binary):
    names = exposed(binary)
    count, used = 0, set()
    for what, expressions in (("rule", rules()), ("panel", panels())):
        for title, expression in expressions:
            asked = metrics_in(expression)
            check(asked or expression.startswith("up"), f"{what} {title} asks nothing")
            check(asked <= names, f"{what} {title} asks for {asked - names}")
            count += 1
            used |= asked
    other_files()
    print(f"{count} expressions in rules and panels ask for {len(used)} of the "
          f"{len(names)} metrics that a node exposes")


if __name__ == "__main__":
    finish(monitoring, arguments().binary)
