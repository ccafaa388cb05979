"""The page of plots: ``docs/benchmarks.md``, drawn by whatever shows Mermaid, as our other docs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

Told = dict[str, Any]
# A ratio beyond is written beside the plot: one long bar would hide all others.
PLOTTED = 2.0
HEAD = """# Measured figures on one page

Made by `python -m benchmarks.report` from `benchmarks/results/all.json`; `make bench` runs every
benchmark before it. Each row was measured beside its peer in one run. What a figure means, and
what it does not, stands in [benchmarks](../benchmarks/README.md): nothing here was measured in the
field.
"""


def page(found: Told) -> str:
    rows = found["rows"]
    beside = [one for one in rows if one["ratio"] is not None]
    alone = [one for one in rows if one["ratio"] is None]
    parts = [
        HEAD,
        "## Beside a peer\n",
        _plot("Less is better: ours to the peer's", _of(beside, "lower")),
        _plot("More is better: ours to the peer's", _of(beside, "higher")),
        _table(beside),
        _grown(found["pages"]),
        _longer(found.get("lengths", {})),
        "## Without a peer\n",
        "There is nothing to lay these beside, or nothing was: they are scores, not comparisons.\n",
        _table(alone),
        "## On which machine\n",
        *_machines(rows),
        "",
        _listed("No result is kept of", found["not_measured"]),
        _listed("To be measured anew, since no spread was kept of it", found.get("lacking", ())),
        _listed("Told elsewhere, as scores of many kinds", found["told_elsewhere"]),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _of(rows: Iterable[Told], better: str) -> list[tuple[int, Told]]:
    return [(n, one) for n, one in enumerate(rows, 1) if one["better"] == better]


def _plot(title: str, rows: list[tuple[int, Told]]) -> str:
    """Bars by the number of the row in the table; the line is the peer."""
    fitting = [(n, one) for n, one in rows if one["ratio"] <= PLOTTED]
    if not fitting:
        return ""
    numbers = ", ".join(f'"{n}"' for n, _one in fitting)
    bars = ", ".join(str(one["ratio"]) for _n, one in fitting)
    peer = ", ".join("1" for _ in fitting)
    beyond = [f"{n} ({one['ratio']:g})" for n, one in rows if one["ratio"] > PLOTTED]
    note = f"\nBeyond the plot: {', '.join(beyond)}.\n" if beyond else ""
    return f"""```mermaid
xychart-beta
    title "{title}"
    x-axis "row of the table" [{numbers}]
    y-axis "ratio" 0 --> {PLOTTED:g}
    bar [{bars}]
    line [{peer}]
```
{note}"""


def _grown(pages: Told) -> str:
    if not pages:
        return ""
    title = f"Pages with {pages['many']:,} sessions to the same with {pages['few']}"
    names = ", ".join(f'"{one}"' for one in pages["ratios"])
    bars = ", ".join(str(one) for one in pages["ratios"].values())
    return f"""## Every page of the web app

```mermaid
xychart-beta horizontal
    title "{title}"
    x-axis [{names}]
    y-axis "ratio of processor time" 0 --> {PLOTTED:g}
    bar [{bars}]
```
"""


def _longer(exponents: Told) -> str:
    if not exponents:
        return ""
    names = ", ".join(f'"{one}"' for one in exponents)
    bars = ", ".join(str(one) for one in exponents.values())
    return f"""## A longer session

What a part costs, over the length of the session, both as logarithms: 1 is linear, less is a cost
that is there whatever the length. From 20 minutes to two hours.

```mermaid
xychart-beta horizontal
    title "Exponent of cost over length"
    x-axis [{names}]
    y-axis "exponent" 0 --> {PLOTTED:g}
    bar [{bars}]
```
"""


def _table(rows: list[Told]) -> str:
    head = ["", "benchmark", "measure", "ours", "peer", "ratio", "asked for", "n", "spread"]
    lines = [head, ["---"] * len(head)]
    lines += [[str(n), *_cells(one)] for n, one in enumerate(rows, 1)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cells(one: Told) -> list[str]:
    peer = one["peer"] or "none"
    if one["peer_value"] is not None:
        peer += f": {one['peer_value']:g}"
    sign = "≤" if one["better"] == "lower" else "≥"
    asked = "" if one["bound"] is None else f"{sign} {one['bound']:g}"
    if asked and not one["within_bound"]:
        asked += ", **missed**"
    spread = "" if one["spread"] is None else "–".join(f"{x:g}" for x in one["spread"])
    ratio = "" if one["ratio"] is None else f"{one['ratio']:.4g}"
    return [
        f"`{one['benchmark']}`", one["measure"], f"{one['value']:g} {one['unit']}", peer, ratio,
        asked, str(one["n"]), spread,
    ]  # fmt: skip


def _machines(rows: list[Told]) -> list[str]:
    """Each machine with what was measured on it, and at which commits."""
    found: dict[str, set[str]] = {}
    for one in rows:
        of = one["machine"]
        name = (
            f"{of['cpu']}, {of['cores']} cores, Python {of['python']}" if of else "not written down"
        )
        when = f" {one['at']}" if one["at"] else ""
        commit = f" ({one['commit']})" if one["commit"] else ""
        found.setdefault(name, set()).add(f"`{one['benchmark']}`{when}{commit}")
    return [f"- {name}: {', '.join(sorted(them))}" for name, them in sorted(found.items())]


def _listed(what: str, names: Collection[str]) -> str:
    return f"{what}: {', '.join(f'`{one}`' for one in names)}.\n" if names else ""
