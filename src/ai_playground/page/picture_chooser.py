"""Where a visitor chooses pictures: among those that ship and their own, from files and the camera."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from ai_playground.pictures import MAX_BYTES, PictureError, PictureFile, Pixels, read_reduced, resized
from ai_playground.ui.banner import Banner
from ai_playground.ui.files import FileReceiver
from ai_playground.ui.gallery import Gallery
from ai_playground.ui.picture import jpeg

ACCEPT = "image/*,.heic,.heif"
MOST_OWN = 8
"""So many of the visitor's pictures stay; the oldest makes room."""
MOST_OWN_BYTES = 60_000_000
"""And so many bytes of their files."""
THUMBNAIL = 240
"""Longer side of a tile's picture, in px."""


@dataclass(frozen=True)
class _Removed:
    """A tile that was taken away, where it stood, and what was chosen before and after."""

    picture: PictureFile
    place: int
    before: tuple[list[str], list[float]]
    after: list[str]


@dataclass
class _Lot:
    """Files that come together: names of those that were taken, why others weren't, what is to be known."""

    taken: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class PictureChooser:
    """Tiles of pictures, of which one is chosen or several.

    Of the visitor's so many are kept, and those as files; pixels are kept of what is chosen. A tile of theirs
    can be taken away, and brought back while there is room for it.

    Args:
        banner: Where it is explained why a file isn't taken.
        title: Stands above the tiles.
        shipped: Pictures to begin with, at least one.
        parameter: What names the choice in the page's address.
        noun: What one of the pictures is called, in sentences.
        on_choose: Called when other pictures are chosen by the visitor.
        on_share: Called when only their shares are others; without it, those that are chosen share nothing.
        refuse: Called with name and pixels of a file that came; may raise PictureError.
        most: How many may be chosen at once.
        most_own: How many of the visitor's own stay, and how many may come at once.

    Attributes:
        gallery: The widget.
    """

    def __init__(
        self,
        banner: Banner,
        title: str,
        shipped: Sequence[PictureFile],
        *,
        parameter: str,
        noun: str,
        on_choose: Callable[[], object],
        on_share: Callable[[], object] | None = None,
        refuse: Callable[[str, Pixels], object] = lambda _file, _pixels: None,
        most: int = 1,
        most_own: int = MOST_OWN,
    ) -> None:
        self._banner, self._parameter, self._noun = banner, parameter, noun
        self._on_choose, self._on_share, self._refuse = on_choose, on_share, refuse
        self._shipped = {picture.name: picture for picture in shipped}
        self._own: dict[str, PictureFile] = {}  # the oldest first
        self._removed: list[_Removed] = []
        self._pixels: dict[str, Pixels] = {}
        self._numbers = itertools.count(1)
        self._most_own = most_own
        self._lot = _Lot()
        self.gallery = Gallery(title, most=most, sharing=on_share is not None)
        for picture in shipped:
            self._offer(picture)
        self._told = self.chosen  # to the lesson
        self.gallery.on_choose(lambda _names, _shares: self._take_choice())
        self.gallery.on_remove(self.remove)
        self.gallery.on_undo(self.undo)
        self.take_from(self.gallery)

    # What is chosen.

    @property
    def chosen(self) -> list[str]:
        """Names of the pictures that are chosen, in the order in which they were."""
        return list(self.gallery.chosen)

    @property
    def shares(self) -> list[float]:
        """Their shares of the whole; they sum to 1."""
        return list(self.gallery.shares)

    def picture(self, name: str) -> PictureFile:
        """The picture of that name. Raises PictureError if it is there no more."""
        found = self._shipped.get(name) or self._own.get(name)
        if found is None:
            raise PictureError(f"A {self._noun} of yours is no longer here. Add it again.")
        return found

    @property
    def own(self) -> list[PictureFile]:
        """The visitor's pictures, the oldest first."""
        return list(self._own.values())

    def pixels(self, name: str) -> Pixels:
        """Pixels of the picture of that name: the same array as long as it is chosen."""
        kept = self._pixels.get(name)
        if kept is None:
            kept = self.picture(name).pixels
            if name in self.gallery.chosen:
                self._pixels[name] = kept
        return kept

    def select(self, names: Sequence[str], shares: Sequence[float] | None = None) -> None:
        """Choose these pictures, in equal shares unless told; calls nothing.

        Raises:
            PictureError: one is there no more.
            ValueError: too many or none, or shares that don't fit.
        """
        for name in names:
            self.picture(name)
        self.gallery.select(names, shares)
        self._told = self.chosen
        self._forget_pixels()

    def offer(self, picture: PictureFile) -> None:
        """Offer one more picture that ships, if it isn't offered yet."""
        if picture.name not in self._shipped:
            self._shipped[picture.name] = picture
            self._offer(picture)

    # The page's address.

    def take_address(self, query: str) -> list[str]:
        """Choose what an address names; returns a sentence about what this page doesn't have."""
        text = parse_qs(query).get(self._parameter, [""])[-1]
        names = list(dict.fromkeys(filter(None, text.split(","))))
        if known := [name for name in names if name in self._shipped]:
            self.select(known[: self.gallery.most])
        unknown = [f"{self._noun} {name[:40]}" for name in names if name not in self._shipped]
        return [f"There is no {', no '.join(unknown)} here, as the address has it."] if unknown else []

    def as_query(self) -> str:
        """The choice as part of an address; empty for the first picture and for the visitor's own."""
        names = self.chosen
        if names == [next(iter(self._shipped))] or not self._shipped.keys() >= set(names):
            return ""
        return urlencode({self._parameter: ",".join(names)}, safe=",")

    # The visitor's own.

    def take_from(
        self, receiver: FileReceiver, unless: Callable[[bytes], bool] = lambda _content: False
    ) -> None:
        """Take up files that are opened or dropped there, but those for which `unless(content)` is true."""
        receiver.accept, receiver.max_bytes, receiver.most_files = ACCEPT, MAX_BYTES, self._most_own
        receiver.on_file(lambda name, content: None if unless(content) else self._take_file(name, content))
        receiver.on_refused(self._refuse_size)
        receiver.on_done(self._end_lot)

    def remove(self, name: str) -> None:
        """Take one of the visitor's pictures away; the one before it is chosen if no other is."""
        picture, place = self.picture(name), [item["name"] for item in self.gallery.items].index(name)
        before = self.chosen, self.shares
        self._take_away(name)
        self._removed.append(_Removed(picture, place, before, self.chosen))
        self._show_undo()
        self._tell()

    def undo(self) -> None:
        """Bring back what was taken away last, chosen if it was and nothing else was chosen since."""
        if not self._removed:
            return
        last = self._removed.pop()
        name, (names, shares) = last.picture.name, last.before
        self._own[name] = last.picture
        self._offer(last.picture, place=min(last.place, len(self.gallery.items)))
        self._show_undo()
        if name in names and self.chosen == last.after and all(map(self._is_here, names)):
            self.gallery.select(names, shares)
            self._tell()

    # One lot of files: each is offered as it comes, and with the last of them the choice falls.

    def _take_file(self, file: str, content: bytes) -> None:
        try:
            found = read_reduced(content, file)
            self._refuse(file, found.pixels)
        except PictureError as error:
            self._lot.problems.append(str(error))
            raise PictureError(" ".join(self._lot.problems)) from error
        picture = PictureFile(f"own-{next(self._numbers)}", file, "", content)
        self._own[picture.name] = picture
        self._offer(picture, jpeg(resized(found.pixels, THUMBNAIL)))
        self._lot.taken.append(picture.name)
        self._make_room(picture.name)
        self._forget_pixels()
        self._pixels[picture.name] = found.pixels  # it is chosen next, but for more of its lot
        if found.parts > 1:
            self._lot.remarks.append(found.remark(file))

    def _refuse_size(self, file: str, size: int) -> None:
        self._lot.problems.append(
            f"{file} has {size / 1e6:,.0f} MB; {MAX_BYTES / 1e6:.0f} MB is the limit. Save it smaller."
        )
        self._banner.show(" ".join(self._lot.problems))

    def _end_lot(self) -> None:
        lot, self._lot = self._lot, _Lot()
        if lot.taken and not lot.problems:
            self._banner.clear()
        new = [name for name in lot.taken if self._is_here(name)][-self.gallery.most :]
        if new:
            kept = self.chosen if len(self.chosen) > 1 else []
            kept = [name for name in kept if name not in new]
            self.gallery.select([*kept[: self.gallery.most - len(new)], *new])
            self._tell()
        # The lesson may have said something else meanwhile.
        if lot.problems:
            self._banner.show(" ".join(lot.problems))
        elif lot.remarks and not self._banner.message:
            self._banner.show(" ".join(lot.remarks), tone="note")

    def _make_room(self, newest: str) -> None:
        """Let go of what was removed, then of the oldest, those that are chosen last of all."""
        while self._is_too_much():
            if self._removed:
                self._removed.pop(0)
                self._show_undo()
            else:
                others = [name for name in self._own if name != newest]
                self._take_away(min(others, key=self.gallery.chosen.__contains__))

    def _is_too_much(self) -> bool:
        kept = [*self._own.values(), *(each.picture for each in self._removed)]
        total = sum(len(picture.content) for picture in kept)
        return len(kept) > self._most_own or (total > MOST_OWN_BYTES and len(kept) > 1)

    # The tiles.

    def _offer(self, picture: PictureFile, thumbnail: bytes | None = None, place: int | None = None) -> None:
        self.gallery.add(
            picture.name,
            picture.label,
            thumbnail or (lambda: jpeg(picture.reduced(THUMBNAIL))),
            f"Your picture {picture.label}" if picture.own else f"{picture.label}: {picture.about}",
            removable=picture.own,
            place=place,
        )

    def _take_away(self, name: str) -> None:
        """Forget one of the visitor's; if no other is chosen, the one before it is."""
        shares = {each: share for each, share in zip(self.chosen, self.shares, strict=True) if each != name}
        if not shares:
            names = [item["name"] for item in self.gallery.items]
            shares = {names[names.index(name) - 1]: 1.0}
        self.gallery.select(list(shares), list(shares.values()))
        self.gallery.remove(name)
        del self._own[name]

    def _show_undo(self) -> None:
        last = self._removed[-1].picture if self._removed else None
        self.gallery.removed = {"name": last.name, "caption": last.label} if last else {}

    def _is_here(self, name: str) -> bool:
        return name in self._shipped or name in self._own

    def _forget_pixels(self) -> None:
        """Let go of the pixels of what is not chosen."""
        self._pixels = {name: kept for name, kept in self._pixels.items() if name in self.gallery.chosen}

    def _take_choice(self) -> None:
        if self.chosen != self._told:
            self._tell()
        elif self._on_share is not None:
            self._on_share()

    def _tell(self) -> None:
        """Tell the lesson, if other pictures are chosen than it knows of."""
        others = self.chosen != self._told
        self._told = self.chosen
        self._forget_pixels()
        if others:
            self._on_choose()
