"""Charts as SVG that stands in the page: Vega-Lite draws them, without a network and without scripts in the page.

No chart tells anything by colour: there is one series, or one a row, and numbers are printed where they are.
Colours come from the page's style sheet, so that charts are dark where the page is; the blue is of the palette of
Okabe and Ito for readers who see colours otherwise.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from extractor.desk.visible import one_line
from extractor.desk.words import language
from extractor.sources.formats.library import library

_BASE = "https://report.invalid/"
"""Vega makes each link whole; this beginning is taken off again."""
_BLUE, _INK, _LINE, _SHEET = "#0072b2", "#1e2227", "#8b877c", "#fffefb"
_WIDTH, _HEIGHT, _PANEL = 960, 140, 64
_ROW, _COLUMN = 22, 42
_LONGEST = 56
"""Letters of a label; the table beside a chart has all."""
_ROWS: Mapping[str, Any] = {"width": 640, "height": {"step": _ROW}}
_HEADER = {"labelAngle": 0, "labelAnchor": "start", "labelOrient": "top", "labelPadding": 4}
_LOCALES = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}

_CONFIG = {
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "labelColor": _INK,
        "labelLimit": 300,
        "domainColor": _LINE,
        "tickColor": _LINE,
        "gridColor": _LINE,
        "gridOpacity": 0.35,
        "title": None,
    },
    "header": {"labelFontSize": 13, "labelFontWeight": "bold", "labelColor": _INK, "title": None},
    "bar": {"color": _BLUE},
    "rect": {"color": _BLUE},
    "rule": {"color": _BLUE, "strokeWidth": 3},
    "point": {"color": _BLUE, "filled": True, "size": 70, "opacity": 1},
    "text": {"fontSize": 11, "color": _INK},
}

Datum = Mapping[str, Any]
"""One mark: `x`, `y` and what else its chart takes; `said` in words; `href` where it leads, from the page."""


def svg(spec: Mapping[str, Any], title: str) -> Markup:
    """Return a chart; raises SourceError if the library is not installed."""
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": title,
        "background": None,
        "padding": {"left": 24, "right": 24, "top": 4, "bottom": 4},  # browsers' letters may be wider
        "config": _CONFIG,
        **spec,
    }
    drawn = library("vl_convert", "report").vegalite_to_svg(whole, format_locale=_LOCALES[language()])
    return Markup(drawn.replace(f'xlink:href="{_BASE}', 'href="'))


def bars(data: Sequence[Datum], xs: Sequence[str]) -> dict[str, Any]:
    """Return columns of `n` over `x`, one of `xs`, each with its number."""
    return {"data": _data(data), **_columns(xs, _HEIGHT)}


def panels(data: Sequence[Datum], xs: Sequence[str]) -> dict[str, Any]:
    """Return a panel for each `row`, in the order given: columns as `bars` has them, each panel with its own scale."""
    return _by_row(data, _columns(xs, _PANEL))


def ranges(data: Sequence[Datum], xs: Sequence[str]) -> dict[str, Any]:
    """Return a panel for each `row`: over `x`, one of `xs`, lines from `low` to `high`, a point at `n`; in percent."""
    x = _along(xs)
    scale = {"scale": {"domain": [0, 100]}, "axis": {"values": [0, 50, 100]}}
    ends = {"y": {"field": "low", "type": "quantitative", **scale}, "y2": {"field": "high"}}
    middle = {"y": {"field": "n", "type": "quantitative", **scale}}
    layers = [
        _linked({"mark": "rule", "encoding": {"x": x, **ends}}),
        _linked({"mark": "point", "encoding": {"x": x, **middle}}),
    ]
    return _by_row(data, {"width": _WIDTH, "height": _PANEL, "layer": layers})


def ranking(data: Sequence[Datum]) -> dict[str, Any]:
    """Return lying bars of `n` by `y`, in the order given, each with its number."""
    x = {"field": "n", "type": "quantitative", "axis": {"tickCount": 4}, "scale": {"domainMin": 0}}
    encoding = {"x": x, "y": _down(data)}
    bar = _linked({"mark": {"type": "bar", "height": {"band": 0.7}}, "encoding": encoding})
    return {"data": _data(data), **_ROWS, "layer": [bar, _numbers(encoding, align="left", dx=4)]}


def matrix(data: Sequence[Datum], xs: Sequence[str], ys: Sequence[str]) -> dict[str, Any]:
    """Return cells of `n` by `x` and `y`, each with its number: the more, the darker; where nothing is, nothing is."""
    x = {**_along(xs), "axis": {"orient": "top", "labelAngle": 0}}
    y = {
        "field": "y",
        "type": "nominal",
        "scale": {"domain": list(map(_label, ys))},
        "axis": {"grid": True, "tickBand": "extent"},
    }
    shade = {"field": "n", "type": "quantitative", "scale": {"range": [0.12, 0.6]}, "legend": None}
    cell = _linked({"mark": "rect", "encoding": {"x": x, "y": y, "fillOpacity": shade}})
    size = {"width": {"step": _COLUMN}, "height": {"step": _ROW}}
    return {"data": _data(data), **size, "layer": [cell, _numbers({"x": x, "y": y})]}


def courses(data: Sequence[Datum]) -> dict[str, Any]:
    """Return bars from the day `low` to the day `high` by `y`, in the order given."""
    days = {"type": "temporal", "axis": {"format": "%Y", "orient": "top", "grid": True}}
    encoding = {"y": _down(data), "x": {"field": "low", **days}, "x2": {"field": "high"}}
    bar = {"type": "bar", "height": 10, "stroke": _SHEET}  # what follows at once is told apart
    return {"data": _data(data), **_ROWS, "layer": [_linked({"mark": bar, "encoding": encoding})]}


def intervals(data: Sequence[Datum]) -> dict[str, Any]:
    """Return lines from `low` to `high` by `y`, in the order given, with a point at `n`; in percent."""
    scale = {"type": "quantitative", "scale": {"domain": [0, 100]}}
    line = {"y": _down(data), "x": {"field": "low", **scale}, "x2": {"field": "high"}}
    point = {"y": _down(data), "x": {"field": "n", **scale}}
    layers = [_linked({"mark": "rule", "encoding": line}), _linked({"mark": "point", "encoding": point})]
    return {"data": _data(data), **_ROWS, "layer": layers}


def _columns(xs: Sequence[str], height: int) -> dict[str, Any]:
    y = {"field": "n", "type": "quantitative", "axis": {"tickCount": 3}, "scale": {"domainMin": 0}}
    encoding = {"x": _along(xs), "y": y}
    layers = [_linked({"mark": "bar", "encoding": encoding}), _numbers(encoding, dy=-7)]
    return {"width": _WIDTH, "height": height, "layer": layers}


def _by_row(data: Sequence[Datum], unit: dict[str, Any]) -> dict[str, Any]:
    rows = list(dict.fromkeys(_label(datum["row"]) for datum in data))
    return {
        "data": _data(data),
        "facet": {"row": {"field": "row", "type": "nominal", "sort": rows, "header": _HEADER}},
        "spacing": 8,
        "spec": unit,
        "resolve": {"scale": {"y": "independent"}},
    }


def _along(xs: Sequence[str]) -> dict[str, Any]:
    axis = {"labelAngle": 0, "labelOverlap": True}
    return {"field": "x", "type": "ordinal", "scale": {"domain": xs}, "axis": axis}


def _down(data: Sequence[Datum]) -> dict[str, Any]:
    order = list(dict.fromkeys(_label(datum["y"]) for datum in data))
    return {"field": "y", "type": "nominal", "sort": order}


def _data(data: Sequence[Datum]) -> dict[str, Any]:
    return {"values": [{**{k: _label(v) for k, v in datum.items()}, "href": _BASE + datum["href"]} for datum in data]}


def _label(value: Any) -> Any:
    """Return a text as a chart can print it: the library ends the whole program over some control characters."""
    if not isinstance(value, str):
        return value
    text = one_line(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _linked(layer: dict[str, Any]) -> dict[str, Any]:
    own = {"href": {"field": "href"}, "description": {"field": "said"}}
    return {**layer, "encoding": {**layer["encoding"], **own}}


def _numbers(encoding: Mapping[str, Any], **place: Any) -> dict[str, Any]:
    text = {"field": "n", "type": "quantitative", "format": ","}
    return {"mark": {"type": "text", **place}, "encoding": {**encoding, "text": text}}
