"""The chart and the two-picture view in a real browser. Axes are chosen so that the tests can do the sums."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

SETUP = """
import numpy as np
import ipywidgets
from ai_playground.ui.chart import Chart
from ai_playground.ui.layers import bar, contours, line, marker, points, rule
from ai_playground.ui.theme import Theme
from ai_playground.ui.layers import ROW
display(Theme())
"""

SCATTER = """
x_axis = {"label": "fires", "log": False, "domain": [0, 40]}
y_axis = {"label": "thefts", "log": False, "domain": [0, 100]}
xy = [[10.0, 20.0], [30.0, 80.0]]
chart = Chart("Thefts against fires", x_axis, y_axis, description="Two districts.", editable=True)
heard = ipywidgets.Label("")
edits, changes = [], []

def draw():
    chart.layers = [points(xy, name="district"), line([[0, 0], [40, 100]], "reference", "exact", dash=True)]

def edit(action, index, x, y, goes_on):
    if action == "move": xy[index] = [x, y]
    if action == "add": xy.append([x, y])
    if action == "remove": del xy[index]
    draw()
    edits.append([action, index, x, y])
    changes.append(not goes_on)
    chart.caption = [[f"changes: {sum(changes)}", "ink"]]
    heard.value = f"{len(edits)} " + repr(edits[-1])

chart.on_edit(edit)
draw()
display(chart, heard)
"""

LOSS = """
epochs = np.arange(1, 1001)
loss = 1e3 * np.exp(-epochs / 100)
chart = Chart("Loss", {"label": "epoch", "log": False, "domain": [0, 1000]},
              {"label": "loss", "log": True, "domain": [1e-5, 1e3]},
              [line(np.c_[epochs, loss], "now", "this run"),
               line(np.c_[epochs, 2 * loss], "before", "last run")],
              [["this run 0.0454", "now"]], "Two runs.")
display(chart)
"""


@pytest.fixture
def chart_page(widget_page: WidgetPages) -> Callable[..., Page]:
    def open_page(cell: str, width: int = 1280) -> Page:
        page = widget_page([SETUP, cell], width=width)
        page.wait_for_selector(".aip-chart-grid[d^=M]", state="attached")
        return page

    return open_page


class Plot:
    """Where the values of a chart are on the page, from its clipping rectangle and the domains."""

    def __init__(
        self, page: Page, x: tuple[float, float] = (0, 40), y: tuple[float, float] = (0, 100)
    ) -> None:
        box = page.locator(".aip-chart svg").bounding_box()
        assert box is not None
        self.box = box
        clip = page.locator(".aip-chart clipPath rect")
        self.left, self.top, self.width, self.height = (
            float(clip.get_attribute(name) or "nan") for name in ("x", "y", "width", "height")
        )
        self.x, self.y = x, y

    def inside(self, x: float, y: float) -> tuple[float, float]:
        """In the svg."""
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return self.left + across * self.width, self.top + (1 - up) * self.height

    def on_page(self, x: float, y: float) -> tuple[float, float]:
        left, top = self.inside(x, y)
        return self.box["x"] + left, self.box["y"] + top


def centre(dot: Locator) -> tuple[float, float]:
    return float(dot.get_attribute("cx") or "nan"), float(dot.get_attribute("cy") or "nan")


def dots(page: Page) -> Locator:
    return page.locator(".aip-points circle")


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, past the links of the page around it."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if target.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError("Tab doesn't get there")


def newest_edit(page: Page, number: int) -> tuple[str, int, float, float]:
    """The edit that Python heard as the `number`-th."""
    label = page.locator(".widget-label")
    expect(label).to_contain_text(f"{number} [")
    action, index, x, y = json.loads(label.inner_text().split(" ", 1)[1].replace("'", '"'))
    return action, index, x, y


def removed_by(act: Callable[[], None], page: Page, number: int) -> tuple[str, int, float, float]:
    """The edit that Python heard as the `number`-th, after `act` was done, if need be several times.

    A chart removes nothing before it has Python's answer to the last edit, and the label may have it earlier.
    """
    for _ in range(20):
        act()
        with suppress(AssertionError):
            expect(page.locator(".widget-label")).to_contain_text(f"{number} [", timeout=500)
            break
    return newest_edit(page, number)


def test_points_and_lines_are_where_their_values_say(chart_page: Callable[..., Page]) -> None:
    page = chart_page(SCATTER)
    plot = Plot(page)
    assert centre(dots(page).nth(0)) == pytest.approx(plot.inside(10, 20), abs=0.06)
    assert centre(dots(page).nth(1)) == pytest.approx(plot.inside(30, 80), abs=0.06)
    path = page.locator(".aip-line path").get_attribute("d") or ""
    ends = [float(number) for number in path.replace("M", "").replace("L", " ").split()]
    assert ends == pytest.approx([*plot.inside(0, 0), *plot.inside(40, 100)], abs=0.06)


def test_a_dragged_point_follows_at_once_and_python_hears_where_it_was_dropped(
    chart_page: Callable[..., Page],
) -> None:
    page = chart_page(SCATTER)
    page.clock.install()
    plot = Plot(page)
    page.mouse.move(*plot.on_page(10, 20))
    page.mouse.down()
    page.mouse.move(*plot.on_page(20, 50), steps=5)
    expect(page.locator(".aip-chart-tip")).to_contain_text("20")
    assert centre(dots(page).nth(0)) == pytest.approx(plot.inside(20, 50), abs=0.5)
    # Beyond the axes a point stays at their end.
    page.mouse.move(plot.box["x"] + plot.box["width"] + 50, plot.on_page(20, 60)[1])
    page.mouse.up()
    expect(page.locator(".widget-label")).to_contain_text("['move', 0, 40.0, 60")
    page.clock.fast_forward(1200)  # longer than the chart waits for Python's answer
    assert centre(dots(page).nth(0)) == pytest.approx(plot.inside(40, 60), abs=0.5)


def test_a_drag_is_one_change_however_long_the_hand_rests(chart_page: Callable[..., Page]) -> None:
    page = chart_page(SCATTER)
    page.clock.install()
    plot = Plot(page)
    changes = page.locator(".aip-chart-caption")
    page.mouse.move(*plot.on_page(10, 20))
    page.mouse.down()
    page.mouse.move(*plot.on_page(20, 50), steps=5)
    page.clock.fast_forward(1200)
    page.mouse.move(*plot.on_page(20, 70), steps=5)
    page.mouse.up()
    expect(page.locator(".widget-label")).to_contain_text("['move', 0, 20.0, 70")
    expect(changes).to_contain_text("changes: 1")
    page.mouse.down()
    page.mouse.move(*plot.on_page(20, 30), steps=5)
    page.mouse.up()
    expect(page.locator(".widget-label")).to_contain_text("['move', 0, 20.0, 30")
    expect(changes).to_contain_text("changes: 2")
    for count in (3, 4):
        page.keyboard.press("ArrowUp")
        expect(changes).to_contain_text(f"changes: {count}")


def test_a_double_click_adds_a_point_there_and_another_one_removes_it(
    chart_page: Callable[..., Page],
) -> None:
    page = chart_page(SCATTER)
    plot = Plot(page)
    page.mouse.dblclick(*plot.on_page(20, 90))
    action, index, x, y = newest_edit(page, 1)
    assert (action, index) == ("add", 2)
    assert (x, y) == pytest.approx((20, 90), abs=0.3)
    expect(dots(page)).to_have_count(3)
    assert centre(dots(page).nth(2)) == pytest.approx(plot.inside(20, 90), abs=1)
    assert removed_by(partial(page.mouse.dblclick, *plot.on_page(10, 20)), page, 2) == ("remove", 0, 10, 20)
    expect(dots(page)).to_have_count(2)
    assert centre(dots(page).nth(0)) == pytest.approx(plot.inside(30, 80), abs=0.06)


def test_a_key_before_the_next_frame_moves_from_where_the_point_is(chart_page: Callable[..., Page]) -> None:
    page = chart_page(SCATTER)
    tab_to(page, dots(page).nth(0))
    page.evaluate("window.requestAnimationFrame = () => 1")
    page.keyboard.press("ArrowRight")
    assert newest_edit(page, 1) == ("move", 0, 10.4, 20)
    page.keyboard.press("ArrowUp")
    assert newest_edit(page, 2) == ("move", 0, 10.4, 21)


def test_the_keyboard_reaches_moves_adds_and_deletes_points(chart_page: Callable[..., Page]) -> None:
    page = chart_page(SCATTER)
    tab_to(page, dots(page).nth(0))
    expect(dots(page).nth(0)).to_have_attribute("aria-label", "Point 1 of 2: fires 10, thefts 20")
    page.keyboard.press("ArrowRight")
    assert newest_edit(page, 1) == ("move", 0, 10.4, 20)
    page.keyboard.press("ArrowUp")
    assert newest_edit(page, 2) == ("move", 0, 10.4, 21)
    expect(dots(page).nth(0)).to_be_focused()
    page.keyboard.press("PageDown")
    expect(dots(page).nth(1)).to_be_focused()
    page.keyboard.press("+")
    assert newest_edit(page, 3)[:2] == ("add", 2)
    expect(dots(page).nth(2)).to_be_focused()
    assert removed_by(partial(page.keyboard.press, "Delete"), page, 4)[:2] == ("remove", 2)
    expect(dots(page).nth(1)).to_be_focused()
    for number in (5, 6):
        assert removed_by(partial(page.keyboard.press, "Backspace"), page, number)[0] == "remove"
    expect(dots(page)).to_have_count(0)
    tab_to(page, page.locator(".aip-chart svg"))
    page.keyboard.press("+")
    assert newest_edit(page, 7) == ("add", 0, 20, 50)


def test_a_finger_drags_a_point_and_adds_one_with_a_double_tap(
    chart_page: Callable[..., Page], widget_page: WidgetPages
) -> None:
    page = chart_page(SCATTER, width=390)
    plot = Plot(page)
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def send(kind: str, *places: tuple[float, float]) -> None:
        touch_points = [{"x": x, "y": y} for x, y in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touch_points})

    send("touchStart", plot.on_page(10, 20))
    for share in (0.25, 0.5, 0.75, 1.0):
        send("touchMove", plot.on_page(10, 20 + 40 * share))
    send("touchEnd")
    expect(dots(page).nth(0)).to_have_attribute("aria-label", "Point 1 of 2: fires 10, thefts 60")
    assert page.evaluate("window.scrollY") == 0
    for _ in range(2):
        send("touchStart", plot.on_page(20, 90))
        send("touchEnd")
    expect(dots(page)).to_have_count(3)


def test_pointing_shows_the_value_of_the_nearest_point_or_of_all_lines(
    chart_page: Callable[..., Page],
) -> None:
    page = chart_page(SCATTER)
    plot = Plot(page)
    tip = page.locator(".aip-chart-tip")
    left, top = plot.on_page(30, 80)
    page.mouse.move(left + 6, top - 6)
    expect(tip).to_have_text("districtfires 30thefts 80")
    page.mouse.move(*plot.on_page(20, 20))
    expect(tip).to_have_text("fires 20exact 50")
    page.mouse.move(*plot.on_page(20, 120))
    expect(tip).to_be_hidden()


def test_a_curve_tells_its_own_samples_and_not_values_in_between(chart_page: Callable[..., Page]) -> None:
    page = chart_page(LOSS)
    plot = Plot(page, x=(0, 1000))
    page.mouse.move(plot.on_page(500, 0)[0], plot.on_page(0, 50)[1])
    tip = page.locator(".aip-chart-tip")
    expect(tip).to_contain_text("epoch")
    epoch = int(tip.locator("strong").inner_text().split()[1])
    # 1000 exp(-epoch / 100), to six digits; twice that for the last run.
    values = [float(text) for text in tip.locator("b").all_inner_texts()]
    assert abs(epoch - 500) <= 3
    assert values == pytest.approx([1e3 * 2.718281828459045 ** (-epoch / 100) * k for k in (1, 2)], rel=1e-5)


def test_a_log_axis_has_ticks_at_powers_of_ten_evenly_spaced(chart_page: Callable[..., Page]) -> None:
    page = chart_page(LOSS)
    ticks = page.locator(".aip-chart-ticks text")
    labels = {ticks.nth(i).text_content(): ticks.nth(i) for i in range(ticks.count())}
    assert [text for text in labels if text and text[0] == "1" and text != "1,000"] == [
        "10⁻⁴",
        "10⁻²",
        "1",
        "10²",
    ]
    heights = [float(labels[text].get_attribute("y") or "nan") for text in ("10⁻⁴", "10⁻²", "1", "10²")]
    steps = [below - above for below, above in pairwise(heights)]
    assert steps == pytest.approx([Plot(page).height / 4] * 3, abs=0.2)


@pytest.mark.parametrize("width", [390, 1280])
def test_labels_do_not_overlap_and_text_keeps_its_size(chart_page: Callable[..., Page], width: int) -> None:
    many = """
x = np.linspace(0, 1, 50)
lines = [line(np.c_[x, 0.5 + 0.02 * k * x], "now", f"curve number {k}") for k in range(5)]
axis = {"label": "x", "log": False, "domain": [0, 1]}
rest = [marker(0.98, 0.55, "the minimum"), rule("y", 0.52, "floor"), rule("x", 0.9, "rate halved")]
display(Chart("Crowded", axis, axis, lines + rest))
"""
    page = chart_page(many, width=width)
    labels = page.locator(".aip-chart-label").all()
    boxes = [box for box in (label.bounding_box() for label in labels) if box]
    assert len(boxes) == 8
    for i, one in enumerate(boxes):
        assert one["x"] >= 0
        assert one["x"] + one["width"] <= width
        for other in boxes[:i]:
            apart = abs(one["y"] - other["y"]) >= 14 or not (
                one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
            )
            assert apart
    sizes = page.evaluate(
        "[...document.querySelectorAll('.aip-chart text')].map(t => getComputedStyle(t).fontSize)"
    )
    assert set(sizes) == {"14px"}


@pytest.mark.parametrize("width", [390, 1280])
def test_labels_beside_the_plot_stand_in_the_order_of_their_lines_ends_with_leaders(
    chart_page: Callable[..., Page], width: int
) -> None:
    page = chart_page(
        """
axis = {"label": "x", "log": False, "domain": [0, 1]}
ends = {"third": 0.32, "first": 0.9, "fourth": 0.3, "second": 0.33}
lines = [line([[0, 0.5], [1, end]], tone, name) for (name, end), tone in zip(ends.items(), ROW, strict=False)]
display(Chart("Beside", axis, axis, lines, labels_beside=True))
""",
        width=width,
    )
    labels = page.locator(".aip-chart-label").all()
    boxes = {label.inner_html(): box for label in labels if (box := label.bounding_box())}
    tops = [boxes[name]["y"] for name in ("first", "second", "third", "fourth")]
    assert all(below - above >= 16 for above, below in pairwise(tops))
    plot = Plot(page)
    right = plot.box["x"] + plot.left + plot.width
    for box in boxes.values():
        assert right < box["x"] < right + 20
        assert box["x"] + box["width"] <= width
    leaders = page.locator(".aip-chart-leaders path").evaluate_all(
        "all => all.map(each => [each.getAttribute('class'), each.getAttribute('d') !== ''])"
    )
    assert [tone for tone, _ in leaders] == [f"aip-tone-row{k}" for k in (2, 4, 1, 3)]
    assert (leaders[0][1], leaders[1][1], leaders[3][1]) == (False, True, True)


def test_a_long_label_beside_the_plot_is_cut_and_leaves_the_plot_its_room(
    chart_page: Callable[..., Page],
) -> None:
    page = chart_page(
        """
axis = {"label": "x", "log": False, "domain": [0, 1]}
name = "a label that is longer than a phone is wide, and then some more"
display(Chart("Beside", axis, axis, [line([[0, 0], [1, 1]], "now", name)], labels_beside=True))
""",
        width=390,
    )
    label = page.locator(".aip-chart-label")
    assert label.inner_html().endswith("…")
    box = label.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 390
    assert Plot(page).width > 120


def test_title_and_values_wrap_where_the_chart_is_narrow(chart_page: Callable[..., Page]) -> None:
    page = chart_page("""
import ipywidgets
axis = {"label": "x", "log": False, "domain": [0, 1]}
values = [[f"{name} 123.456", "now"] for name in ("loss", "content", "style", "total variation")]
for width in ("330px", "420px"):
    chart = Chart("A title", axis, axis, [], caption=values)
    display(ipywidgets.Box([chart], layout={"width": width}))
""")
    expect(page.locator(".aip-chart-caption")).to_have_count(2)
    cut = page.locator(".aip-chart-caption :is(b, span)").evaluate_all(
        """all => all.filter((each) => {
            const right = each.closest(".aip-chart").getBoundingClientRect().right;
            return each.scrollWidth > each.clientWidth + 1 || each.getBoundingClientRect().right > right + 1;
        }).map((each) => each.textContent)"""
    )
    assert cut == []


def test_a_label_stands_where_it_covers_no_point(chart_page: Callable[..., Page]) -> None:
    page = chart_page("""
axis = {"label": "x", "log": False, "domain": [0, 1]}
# Dots above and below the end of the line, where its label would stand first.
beside = [[x, 0.5 + dy] for x in (0.8, 0.85, 0.9, 0.95) for dy in (0.06, -0.06)]
flat = line([[0, 0.5], [1, 0.5]], "now", "a label of some length")
display(Chart("Beside", axis, axis, [points(beside), flat]))
""")
    label = page.locator(".aip-chart-label", has_text="some length").bounding_box()
    assert label is not None
    for dot in dots(page).all():
        box = dot.bounding_box()
        assert box is not None
        beside = box["x"] + box["width"] <= label["x"] or label["x"] + label["width"] <= box["x"]
        above_or_below = (
            box["y"] + box["height"] <= label["y"] + 3 or label["y"] + label["height"] - 3 <= box["y"]
        )
        assert beside or above_or_below


def test_a_bar_has_flat_ends_and_a_line_round_ones(chart_page: Callable[..., Page]) -> None:
    page = chart_page(
        """
layers = [bar(1, 3, "now", 22), line([[0, 2], [3, 2]])]
chart = Chart("Bars", {"domain": [0, 6]}, {"domain": [0, 3]}, layers)
display(chart)
"""
    )
    caps = page.locator(".aip-line path").evaluate_all(
        "all => all.map(each => getComputedStyle(each).strokeLinecap)"
    )
    assert caps == ["butt", "round"]


@pytest.mark.parametrize("width", [390, 1280])
def test_with_equal_units_a_circle_is_round(chart_page: Callable[..., Page], width: int) -> None:
    page = chart_page(
        """
turn = np.linspace(0, 2 * np.pi, 100)
circle = line(np.c_[3 + np.cos(turn), np.sin(turn)])
chart = Chart("Round", {"domain": [0, 6]}, {"domain": [-1, 3]}, [circle])
chart.equal_units = True
display(chart)
""",
        width=width,
    )
    width_px, height_px = page.locator(".aip-line path").evaluate(
        "path => { const box = path.getBBox(); return [box.width, box.height]; }"
    )
    plot = Plot(page)
    assert width_px == pytest.approx(height_px, rel=0.01)
    assert plot.width / 6 == pytest.approx(plot.height / 4, rel=0.01)


@pytest.mark.parametrize(
    ("domain", "name", "expected"),
    [
        ("[1e9, 1e9 + 4]", "year − 10⁹", ["0", "1", "2", "3", "4"]),
        ("[-1e9 - 0.0004, -1e9]", "year + 10⁹", None),
        ("[0, 40]", "year", ["0", "10", "20", "30", "40"]),
        ("[1995, 2015]", "year", ["1,995", "2,000", "2,005", "2,010", "2,015"]),
    ],
)
def test_ticks_that_would_read_alike_are_counted_from_a_named_value(
    chart_page: Callable[..., Page], domain: str, name: str, expected: list[str] | None
) -> None:
    page = chart_page(f"""
axis = {{"label": "year", "domain": {domain}}}
display(Chart("Far out", axis, {{"domain": [0, 1]}}, [points([[axis["domain"][0], 0.5]])]))
""")
    texts = page.locator(".aip-chart-ticks text")
    across = page.locator(".aip-chart-ticks text[text-anchor=middle]").all_text_contents()
    assert len(across) >= 3
    assert len(set(across)) == len(across)
    assert expected is None or across == expected
    expect(texts.filter(has_text="year")).to_have_text(name)


def test_an_axis_with_names_has_these_where_its_whole_numbers_are(chart_page: Callable[..., Page]) -> None:
    page = chart_page("""
names = ["with the lens", "without"]
display(Chart("Bars", {"domain": [0, 10]}, {"domain": [-0.5, 1.5], "names": names},
              [line([[0, 0], [9, 0]]), line([[0, 1], [3, 1]])]))
""")
    beside = page.locator(".aip-chart-ticks text[text-anchor=end]")
    expect(beside.filter(has_text="with the lens")).to_have_count(1)
    heights = {
        text: box["y"]
        for text in ("with the lens", "without")
        if (box := beside.get_by_text(text, exact=True).bounding_box())
    }
    assert heights["without"] < heights["with the lens"]
    clip = page.locator(".aip-chart clipPath rect").first
    assert float(clip.get_attribute("x") or 0) > 90  # room for the names


def test_a_caption_that_grows_moves_nothing(chart_page: Callable[..., Page]) -> None:
    page = chart_page(
        """
axis = {"label": "x", "log": False, "domain": [0, 1]}
chart = Chart("Mean squared error above its minimum", axis, axis)
grow = ipywidgets.Button(description="grow")
caption = [["this run 0.0001322", "now"], ["run before 30.43", "before"], ["the one before 51.2", "mute"]]
grow.on_click(lambda _: setattr(chart, "caption", caption))
display(chart, grow)
""",
        width=390,
    )
    stage = page.locator(".aip-chart-stage")
    before = stage.bounding_box()
    page.get_by_role("button", name="grow").click()
    expect(page.get_by_text("run before 30.43")).to_be_visible()
    assert stage.bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_hint_speaks_of_fingers_where_fingers_point(chart_page: Callable[..., Page]) -> None:
    page = chart_page(SCATTER, width=390)
    hint = page.locator(".aip-chart-hint")
    expect(hint).to_contain_text("double-click")
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    expect(hint).to_have_text("Drag a point; double-tap adds or removes one.")


def test_a_picture_has_its_name_and_is_there_once_it_has_something_to_show(voila_page: VoilaPages) -> None:
    page = voila_page(
        [
            SETUP,
            """
from ai_playground.ui.picture import Picture
picture, go = Picture(300, "a grey wall"), ipywidgets.Button(description="go")
go.on_click(lambda _: picture.show(np.full((60, 120, 3), 120, np.uint8)))
display(picture, go)
""",
        ]
    )
    image = page.get_by_role("img", name="a grey wall")
    expect(image).to_have_count(0)
    page.get_by_role("button", name="go").click()
    expect(image).to_be_visible()
    box = image.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (300, 150)
    assert voila_page.console_errors == []


WILD = """
axis = {"label": "x", "log": False, "domain": [0, 1]}
bad = [[0.5, 0.5], [np.nan, 0.5], [0.5, np.inf], [0.5, 1.5], [1e300, 0.2]]
gap = [[0.1, 0.1], [0.2, 0.2], [0.3, np.nan], [0.4, 0.4], [0.5, 1e308]]
lost, far = marker(np.nan, 0, "lost"), rule("x", np.inf, "far")
display(Chart("Wild", axis, axis, [points(bad), line(gap), lost, far]))
"""


def test_what_is_not_finite_or_out_of_the_axes_is_not_drawn(voila_page: VoilaPages) -> None:
    # A real kernel, as it is Jupyter that makes texts of such numbers on their way.
    page = voila_page([SETUP, WILD])
    page.wait_for_selector(".aip-chart-grid[d^=M]", state="attached")
    assert [dots(page).nth(i).get_attribute("display") for i in range(5)] == ["inline"] + ["none"] * 4
    path = page.locator(".aip-line path").get_attribute("d") or ""
    assert path.count("M") == 2
    assert "NaN" not in page.locator(".aip-chart").inner_html()
    assert "Infinity" not in page.locator(".aip-chart").inner_html()
    clip = page.locator(".aip-line").get_attribute("clip-path") or ""
    assert clip == f"url(#{page.locator('.aip-chart clipPath').get_attribute('id')})"
    for name in ("lost", "far"):
        expect(page.get_by_text(name)).to_have_count(0)


def test_a_chart_fills_its_page_on_a_phone_and_does_not_scroll_sideways(
    chart_page: Callable[..., Page], widget_page: WidgetPages
) -> None:
    page = chart_page(LOSS, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    before = page.locator(".aip-chart svg").bounding_box()
    assert before is not None
    assert 300 < before["width"] <= 390
    page.set_viewport_size({"width": 700, "height": 900})
    expect(page.locator(".aip-chart svg")).to_have_attribute("width", str(round(before["width"]) + 310))
    assert widget_page.console_errors == []
    assert widget_page.foreign_requests == []


LIVE = """
import threading, time
go = ipywidgets.Button(description="go")
axis = {"label": "x", "log": False, "domain": [0, 1]}
x = np.linspace(0, 1, 2000)
chart = Chart("Live", axis, axis, [line(np.c_[x, 0 * x], "now", "step 0")])

def work():
    for step in range(1, 21):
        chart.layers = [line(np.c_[x, x * step / 20], "now", f"step {step}"), points(np.c_[x, x][::20])]
        chart.caption = [[f"step {step}", "now"]]
        time.sleep(0.1)

go.on_click(lambda _: threading.Thread(target=work).start())
display(chart, go)
"""


def test_updates_from_a_thread_arrive_in_the_same_nodes(voila_page: VoilaPages) -> None:
    page = voila_page([SETUP, LIVE])
    path = page.locator(".aip-line path")
    path.evaluate("""node => {
        node.kept = true; window.drawn = 0;
        const watch = new MutationObserver(() => { window.drawn += 1; });
        watch.observe(node, {attributes: true, attributeFilter: ["d"]});
    }""")
    page.get_by_role("button", name="go").click()
    expect(page.locator(".aip-chart-label").first).to_have_text("step 20")
    expect(page.locator(".aip-chart-caption")).to_have_text("Livestep 20")
    assert path.evaluate("node => node.kept")
    assert page.evaluate("window.drawn") >= 10  # of 20; a busy machine may join some


def test_a_chart_describes_itself(chart_page: Callable[..., Page]) -> None:
    page = chart_page(LOSS)
    expect(page.get_by_role("img", name="Loss. Two runs.")).to_have_count(1)
    page = chart_page(SCATTER)
    expect(page.get_by_role("application", name="Thefts against fires. Two districts.")).to_have_count(1)
    expect(page.locator(".aip-chart-hint")).to_contain_text("double-click adds or removes")


def test_the_line_between_two_pictures_follows_keys_and_pointer(widget_page: WidgetPages) -> None:
    page = widget_page(
        [
            SETUP,
            """
from ai_playground.ui.before_after import BeforeAfter
from ai_playground.ui.picture import jpeg
pictures = [jpeg(np.full((60, 120, 3), level, np.uint8)) for level in (40, 220)]
display(BeforeAfter(*pictures, "a dark wall", "the same wall, painted"))
""",
        ]
    )
    frame = page.locator(".aip-before-after-frame")
    expect(page.get_by_alt_text("a dark wall")).to_be_visible()
    expect(page.get_by_alt_text("the same wall, painted")).to_be_visible()
    slider = page.get_by_role("slider")
    slider.press("ArrowRight")
    line = page.locator(".aip-before-after-line").bounding_box()
    box = frame.bounding_box()
    assert box is not None
    assert line is not None
    assert line["x"] + line["width"] / 2 == pytest.approx(box["x"] + 0.51 * box["width"], abs=1)
    page.mouse.click(box["x"] + 0.25 * box["width"], box["y"] + box["height"] / 2)
    expect(slider).to_have_value("25")
    assert widget_page.console_errors == []
