from __future__ import annotations

import math
from typing import Any

import pytest

from ai_playground.ui.gallery import Gallery


@pytest.fixture
def heard() -> list[Any]:
    return []


def gallery_of(names: str, heard: list[Any], most: int = 1) -> Gallery:
    gallery = Gallery("Paintings", most=most, sharing=most > 1, max_bytes=10)
    for name in names:
        gallery.add(name, name.upper(), name.encode(), f"a painting called {name}")
    gallery.on_choose(lambda names, shares: heard.append((names, [round(share, 6) for share in shares])))
    gallery.on_file(lambda name, content: heard.append((name, content)))
    gallery.on_remove(lambda name: heard.append(("remove", name)))
    gallery.on_undo(lambda: heard.append("undo"))
    return gallery


def toggle(gallery: Gallery, *names: Any) -> None:
    for name in names:
        gallery.receive({"type": "toggle", "name": name})


def test_the_first_picture_is_chosen_until_another_one_is(heard: list[Any]) -> None:
    gallery = gallery_of("abc", heard)
    assert (gallery.chosen, gallery.shares) == (["a"], [1.0])
    toggle(gallery, "c", "c", "b")
    assert heard == [(["c"], [1.0]), (["b"], [1.0])]


def test_of_several_each_newcomer_gets_an_average_share_and_the_others_keep_their_proportions(
    heard: list[Any],
) -> None:
    gallery = gallery_of("abc", heard, most=4)
    gallery.select(["a", "b"], [3, 1])
    toggle(gallery, "c", "b")
    assert heard == [(["a", "b", "c"], [0.5, 0.166667, 0.333333]), (["a", "c"], [0.6, 0.4])]


def test_one_stays_and_no_more_are_chosen_than_allowed(heard: list[Any]) -> None:
    gallery = gallery_of("abc", heard, most=2)
    toggle(gallery, "a", "b", "c", "d", None, 7, ["a"])
    assert heard == [(["a", "b"], [0.5, 0.5])]
    assert gallery.chosen == ["a", "b"]


@pytest.mark.parametrize(
    ("sent", "shares"),
    [
        ([0.2, 0.8], [0.2, 0.8]),
        ([1, 3], [0.5, 0.5]),
        ([0, 1], [0.009901, 0.990099]),
        ([-5, 1e300], [0.009901, 0.990099]),
    ],
)
def test_shares_are_scaled_to_sum_to_one(heard: list[Any], sent: list[float], shares: list[float]) -> None:
    gallery = gallery_of("ab", heard, most=2)
    gallery.select(["b", "a"])
    gallery.receive({"type": "share", "shares": sent})
    assert heard == [(["b", "a"], shares)]
    assert math.isclose(sum(gallery.shares), 1.0)


@pytest.mark.parametrize(
    "sent",
    [None, "0.5, 0.5", [1], [0.2, 0.3, 0.5], [0.5, "0.5"], [math.nan, 1], [math.inf, 1], [True, 1], [[], 1]],
)
def test_senseless_shares_change_nothing(heard: list[Any], sent: Any) -> None:
    gallery = gallery_of("ab", heard, most=2)
    gallery.select(["a", "b"], [1, 3])
    gallery.receive({"type": "share", "shares": sent})
    assert heard == []
    assert gallery.shares == [0.25, 0.75]


@pytest.mark.parametrize(
    ("names", "shares"),
    [([], None), (["a", "b", "c"], None), (["a", "a"], None), (["x"], None), (["a"], [1, 2])],
)
def test_what_can_not_be_chosen_is_refused_in_words(
    heard: list[Any], names: list[str], shares: list[float] | None
) -> None:
    gallery = gallery_of("abc", heard, most=2)
    with pytest.raises(ValueError, match="pictures"):
        gallery.select(names, shares)
    assert gallery.chosen == ["a"]


def test_a_thumbnail_is_sent_when_it_is_asked_for_and_is_part_of_no_trait(heard: list[Any]) -> None:
    gallery = gallery_of("ab", heard)
    sent: list[Any] = []
    gallery.send = lambda content, buffers=None: sent.append((content, buffers))
    for name in ("b", "x", None, ["b"], {"b": 1}):
        gallery.receive({"type": "picture", "name": name})
    assert sent == [({"type": "picture", "name": "b", "edition": 1}, [b"b"])]
    assert not [value for value in gallery.get_state().values() if isinstance(value, bytes)]


def test_a_picture_added_under_a_name_that_is_there_takes_its_place(heard: list[Any]) -> None:
    gallery = gallery_of("ab", heard)
    gallery.add("a", "Mine", b"new", "my cat")
    assert [item["caption"] for item in gallery.items] == ["Mine", "B"]
    assert gallery.editions == {"a": 2, "b": 1}


def test_a_picture_of_ones_own_comes_in_pieces_as_any_file_does(heard: list[Any]) -> None:
    gallery = gallery_of("a", heard)
    for content, first, last in [(b"123", True, False), (b"456", False, True)]:
        message = {"type": "piece", "name": "/tmp/cat.jpg", "first": first, "last": last}
        gallery.receive(message, [memoryview(content)])
    assert heard == [("cat.jpg", b"123456")]
    assert gallery.taken


def test_a_tile_that_is_not_chosen_can_be_taken_away_with_its_picture(heard: list[Any]) -> None:
    gallery = gallery_of("ab", heard)
    gallery.remove("b")
    assert [item["name"] for item in gallery.items] == ["a"]
    gallery.receive({"type": "picture", "name": "b"})
    assert gallery.chosen == ["a"]
    with pytest.raises(ValueError, match="chosen"):
        gallery.remove("a")


def test_a_tile_is_added_at_its_place_or_at_the_end(heard: list[Any]) -> None:
    gallery = gallery_of("ab", heard)
    gallery.add("c", "C", b"c", "a painting called c", place=1)
    gallery.add("d", "D", b"d", "a painting called d")
    assert [item["name"] for item in gallery.items] == ["a", "c", "b", "d"]


def test_only_a_removable_tile_can_be_asked_away_and_only_a_removed_one_back(heard: list[Any]) -> None:
    gallery = gallery_of("a", heard)
    gallery.add("mine", "Mine", b"m", "my cat", removable=True)
    for name in ("a", "x", None, "mine"):
        gallery.receive({"type": "remove", "name": name})
    assert heard == [("remove", "mine")]
    gallery.receive({"type": "undo"})
    assert heard == [("remove", "mine")]
    gallery.removed = {"name": "mine", "caption": "Mine"}
    gallery.receive({"type": "undo"})
    assert heard == [("remove", "mine"), "undo"]


def test_where_nothing_is_shared_there_are_no_shares_to_set(heard: list[Any]) -> None:
    gallery = gallery_of("ab", heard, most=2)
    gallery.sharing = False
    gallery.select(["a", "b"])
    gallery.receive({"type": "share", "shares": [0.9, 0.1]})
    assert (heard, gallery.shares) == ([], [0.5, 0.5])


def test_a_thumbnail_may_be_made_when_it_is_asked_for_and_is_made_once(heard: list[Any]) -> None:
    gallery, made = gallery_of("a", heard), []
    gallery.add("b", "B", lambda: made.append("b") or b"thumbnail", "a painting called b")  # type: ignore[func-returns-value]
    assert made == []
    assert gallery.picture("b") == gallery.picture("b") == b"thumbnail"
    assert made == ["b"]
    assert gallery.picture("x") is None
