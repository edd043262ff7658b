"""What the running server tells whoever watches over the machine: metrics, and its log."""

import json
import urllib.error
import urllib.request

import pytest


def ask(served, path, **headers):
    return urllib.request.urlopen(urllib.request.Request(served.url + path, headers=headers))


def test_metrics_count_the_pages_of_the_server_that_runs(served):
    def starts():
        with ask(served, "/health/metrics") as answer:
            text = answer.read().decode()
        name = 'django_http_requests_total_by_view_transport_method_total{method="GET"'
        return sum(
            float(line.rsplit(" ", 1)[1])
            for line in text.splitlines()
            if line.startswith(name) and 'view="start"' in line
        )

    before = starts()
    for _ in range(3):
        ask(served, "/").close()
    assert starts() == before + 3


def test_metrics_are_not_there_through_a_proxy(served):
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(served, "/health/metrics", **{"X-Forwarded-For": "192.0.2.7"})
    refused.value.close()
    assert refused.value.code == 404


def test_what_the_server_logs_holds_nobody(visit, served):
    page = visit("ruth.adeyemi").page
    for address in ("/access/people", "/access/audit?which=ruth.adeyemi", "/ruth.adeyemi"):
        page.goto(served.url + address)
    said = served.log.partition("Fingerpost is at")[2].splitlines()[1:]
    lines = [json.loads(line) for line in said if line.startswith("{")]
    assert {"access:people", "access:audit", "unknown"} <= {line.get("page") for line in lines}
    for line in said:
        for value in ("fenmark.example", "adeyemi", "Adeyemi", "Traceback"):
            assert value not in line
