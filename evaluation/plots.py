"""The pictures of a report, as SVG text that stands in the page itself."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evaluation.intervals import Estimate

INK, ACCENT, PALE = "#1f2933", "#1d6f6b", "#b9c4cc"
mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "policyqa", "font.size": 9, "axes.edgecolor": INK, "axes.titlesize": 10})


def _svg(figure: Figure) -> str:
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]


def _axes(width: float, height: float, title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height))
    axes = figure.subplots()
    axes.set_title(title, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def interval_bars(groups: Mapping[str, Estimate], title: str) -> str:
    """One horizontal bar a group, with its 95 % interval and number of cases."""
    names = list(groups)[::-1]
    means = [groups[name].mean for name in names]
    errors = [[groups[n].mean - groups[n].low for n in names], [groups[n].high - groups[n].mean for n in names]]
    figure, axes = _axes(6.4, 0.28 * len(names) + 0.9, title)
    axes.barh(names, means, color=ACCENT, xerr=errors, error_kw={"ecolor": INK, "capsize": 2, "elinewidth": 1})
    for row, name in enumerate(names):
        axes.text(1.02, row, f"{groups[name].mean:.2f}  n={groups[name].n}", va="center")
    axes.set_xlim(0, 1)
    return _svg(figure)


def risk_coverage_curve(curves: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """Risk (share wrong) against coverage (share answered, most confident first), one line a system."""
    figure, axes = _axes(4.2, 3.0, "Risk and coverage")
    for position, (name, points) in enumerate(curves.items()):
        axes.plot([c for c, _ in points], [r for _, r in points], label=name, color=ACCENT if position == 0 else PALE)
    axes.set(xlabel="coverage", ylabel="risk", xlim=(0, 1), ylim=(0, None))
    axes.legend(frameon=False)
    return _svg(figure)


def reliability_diagram(bins: Sequence[tuple[float, float, int]]) -> str:
    """Confidence against the share that is right; a point's area is its number of cases."""
    figure, axes = _axes(4.2, 3.0, "Reliability of the answerability estimate")
    axes.plot([0, 1], [0, 1], color=PALE, linewidth=1)
    axes.scatter([c for c, _, _ in bins], [r for _, r, _ in bins], s=[10 + 4 * n for _, _, n in bins], color=ACCENT)
    axes.set(xlabel="estimated probability", ylabel="answerable", xlim=(0, 1), ylim=(0, 1.02))
    return _svg(figure)


def confusion(pairs: Sequence[tuple[int, int]], size: int) -> str:
    """Gold measure (rows) against the measure ranked first (columns); 0 stands for front matter."""
    grid = np.zeros((size + 1, size + 1))
    for gold, found in pairs:
        grid[min(gold, size), min(found, size)] += 1
    figure, axes = _axes(4.6, 4.2, "Gold measure and measure ranked first")
    axes.imshow(np.log1p(grid), cmap="Greens")
    for row, column in zip(*np.nonzero(grid), strict=True):
        axes.text(column, row, f"{int(grid[row, column])}", ha="center", va="center", fontsize=6, color=INK)
    axes.set(xlabel="ranked first", ylabel="gold", xticks=range(0, size + 1, 2), yticks=range(0, size + 1, 2))
    return _svg(figure)


def line_chart(series: Mapping[str, Sequence[tuple[float, float]]], title: str, x: str, y: str) -> str:
    """Lines on logarithmic axes: how a cost grows."""
    figure, axes = _axes(5.2, 3.2, title)
    for name, points in series.items():
        axes.plot([p for p, _ in points], [v for _, v in points], marker="o", markersize=3, label=name)
    axes.set(xlabel=x, ylabel=y, xscale="log", yscale="log")
    axes.legend(frameon=False)
    return _svg(figure)
