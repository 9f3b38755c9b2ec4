"""What is read of the files people have, or said: the table of inputs is in the tests' names."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_playground.tables import MAX_BYTES, Mark, TableError, TwoReadingsError
from ai_playground.tables.table import Pair, read_table


def pair_of(content: str | bytes, columns: str = "", decimal: Mark | None = None) -> Pair:
    table = read_table(content.encode() if isinstance(content, str) else content, "mine.csv", decimal)
    return table.pair(*(table.find(columns) if columns else table.default()))


X, Y = (1.5, 3.0), (2.0, 4.25)
U16 = "x\ty\r\n1,5\t2\r\n3\t4,25\r\n"

READ: dict[str, tuple[str | bytes, str]] = {
    "two columns of numbers": ("1.5,2\n3,4.25\n", "commas, 2 rows, columns 1 and 2"),
    "a header": ("x,y\n1.5,2\n3,4.25\n", "commas, 2 rows, columns x and y"),
    "semicolons and decimal commas": (
        "x;y\n1,5;2\n3;4,25\n",
        "semicolons, decimal commas, 2 rows, columns x and y",
    ),
    "tabs": ("x\ty\n1.5\t2\n3\t4.25", "tabs, 2 rows, columns x and y"),
    "spaces": ("x y\n1.5 2\n3 4.25", "spaces, 2 rows, columns x and y"),
    "columns in line by spaces, names with a space": (
        "the x   the y\n 1.5    2\n 3      4.25",
        "spaces, 2 rows, columns the x and the y",
    ),
    "decimal commas between spaces": ("1,5 2\n3 4,25", "spaces, decimal commas, 2 rows, columns 1 and 2"),
    "upright strokes": ("x|y\n1.5|2\n3|4.25", "upright strokes, 2 rows, columns x and y"),
    "a table of Markdown": (
        "| x | y |\n|---|---|\n| 1.5 | 2 |\n| 3 | 4.25 |",
        "upright strokes, 2 rows, columns x and y",
    ),
    "Excel's first line sep=;": ("sep=;\nx;y\n1.5;2\n3;4.25", "semicolons, 2 rows, columns x and y"),
    "the same in quotation marks": ('"sep=;"\nx;y\n1.5;2\n3;4.25', "semicolons, 2 rows, columns x and y"),
    "a separator only sep= could tell": ("sep=^\nx^y\n1.5^2\n3^4.25", "separator ^, 2 rows, columns x and y"),
    "a quoted header with the separator inside": (
        '"x, in m";"y; all"\n1,5;2\n3;4,25',
        "semicolons, decimal commas, 2 rows, columns x, in m and y; all",
    ),
    "a header over two lines, quoted": ('"x\nin m",y\n1.5,2\n3,4.25', "commas, 2 rows, columns x in m and y"),
    "a file saved as CSV twice": (
        '"x;y"\n"1,5;2"\n"3;4,25"',
        "semicolons, decimal commas, 2 rows, columns x and y",
    ),
    "line ends of the old Mac": ("x,y\r1.5,2\r3,4.25\r", "commas, 2 rows, columns x and y"),
    "line ends doubled by Windows": ("x,y\r\r\n1.5,2\r\r\n3,4.25\r\r\n", "commas, 2 rows, columns x and y"),
    "the end mark of DOS": ("x,y\n1.5,2\n3,4.25\x1a", "commas, 2 rows, columns x and y"),
    "blank lines": ("\n\nx , y\n\n 1.5 , 2 \n\n3,4.25\n\n", "commas, 2 rows, columns x and y"),
    "empty columns at the end": ("x,y,,\n1.5,2,,\n3,4.25,,\n", "commas, 2 rows, columns x and y"),
    "an empty column before": (";x;y\n;1.5;2\n;3;4.25", "semicolons, 2 rows, columns x and y"),
    "notes beside the numbers": ("x,y,note\n1.5,2,good\n3,4.25,\n", "commas, 2 rows, columns x and y"),
    "words before the numbers": ("ward,x,y\nA,1.5,2\nB,3,4.25", "commas, 2 rows, columns x and y"),
    "dates before the numbers": (
        "day,x,y\n2020-01-01,1.5,2\n2020-01-02,3,4.25",
        "commas, 2 rows, columns x and y",
    ),
    "years as names of columns": (
        "city,2019,2020\nA,1.5,2\nB,3,4.25",
        "commas, 2 rows, columns 2019 and 2020",
    ),
    "years five apart as names of columns": (
        "city,2015,2020\nA,1.5,2\nB,3,4.25",
        "commas, 2 rows, columns 2015 and 2020",
    ),
    "sodium as a name": ("Na,K\n1.5,2\n3,4.25", "commas, 2 rows, columns Na and K"),
    "a mark at the start": ("\ufeffx,y\n1.5,2\n3,4.25", "commas, 2 rows, columns x and y"),
    "a mark in the middle, where files were joined": (
        "\ufeffx,y\n1.5,2\n\ufeffx,y\n3,4.25",
        "commas, 2 rows, columns x and y. Left out: the header again (line 3).",
    ),
    "files joined without a line end between": (
        "\ufeffx,y\n1.5,2\ufeffx,y\n3,4.25",
        "commas, 2 rows, columns x and y. Left out: the header again (line 3).",
    ),
    "a zero-width space in header and numbers": (
        "\u200bx\u200b,y\n1.5\u200b,2\n3,\u20604.25",
        "commas, 2 rows, columns x and y",
    ),
    "spaces that don't break": ("\xa0x;y\n1.5\xa0;2\n3;\u202f4.25", "semicolons, 2 rows, columns x and y"),
    "UTF-16 from Excel's Unicode text": (
        b"\xff\xfe" + U16.encode("utf-16-le"),
        "UTF-16, tabs, decimal commas, 2 rows, columns x and y",
    ),
    "two files of UTF-16, joined": (
        b"\xff\xfe"
        + "x\ty\n1.5\t2\n".encode("utf-16-le")
        + b"\xff\xfe"
        + "x\ty\n3\t4.25\n".encode("utf-16-le"),
        "UTF-16, tabs, 2 rows, columns x and y. Left out: the header again (line 3).",
    ),
    "UTF-16 the other way round": (
        b"\xfe\xff" + U16.encode("utf-16-be"),
        "UTF-16, tabs, decimal commas, 2 rows, columns x and y",
    ),
    "UTF-16 without its mark": (
        U16.encode("utf-16-le"),
        "UTF-16 or UTF-32 without its mark, tabs, decimal commas, 2 rows, columns x and y",
    ),
    "UTF-32": (U16.encode("utf-32"), "UTF-32, tabs, decimal commas, 2 rows, columns x and y"),
    "UTF-32 without its mark": (
        U16.encode("utf-32-be"),
        "UTF-16 or UTF-32 without its mark, tabs, decimal commas, 2 rows, columns x and y",
    ),
    "Shift-JIS with full-width digits": (
        "火災,盗難\n１.5,２\n３,4.25\n".encode("cp932"),
        "Shift-JIS, commas, 2 rows, columns 火災 and 盗難",
    ),
    "ISO-2022-JP": (
        "火災,盗難\n1.5,2\n3,4.25\n".encode("iso2022_jp"),
        "ISO-2022-JP, commas, 2 rows, columns 火災 and 盗難",
    ),
    "Windows-1252": (
        "Größe;Zähler\n1,5;2\n3;4,25\n".encode("cp1252"),
        "Windows-1252, semicolons, decimal commas, 2 rows, columns Größe and Zähler",
    ),
    "Windows-1252 with curly quotes": (
        "women’s,men’s\n1.5,2\n3,4.25\n".encode("cp1252"),
        "Windows-1252, commas, 2 rows, columns women’s and men’s",
    ),
    "UTF-8 and Windows-1252, joined": (
        "Größe;y\n1,5;2\n".encode() + "Größe;y\n3;4,25\n".encode("cp1252"),
        (
            "Windows-1252, semicolons, decimal commas, 2 rows, columns Größe and y. "
            "Left out: the header again (line 3)."
        ),
    ),
    "Cyrillic in Windows-1251, whose numbers are ASCII": (
        "Пожары;Кражи\n1,5;2\n3;4,25\n".encode("cp1251"),
        "Windows-1252, semicolons, decimal commas, 2 rows, columns Ïîæàðû and Êðàæè",
    ),
    "R's row names, in quotation marks": (
        '"x","y"\n"1",1.5,2\n"7",3,4.25\n',
        "commas, 2 rows, columns x and y. Left out: column 1, which only counts or names the rows.",
    ),
    "R's row names, in words": (
        "x,y\nWard A,1.5,2\nWard B,3,4.25\n",
        "commas, 2 rows, columns x and y. Left out: column 1, which only counts or names the rows.",
    ),
    "R's row names, as it prints them": (
        "    x    y\n1 1.5 2\n5 3   4.25\n",
        "spaces, 2 rows, columns x and y. Left out: column 1, which only counts or names the rows.",
    ),
    "the index that pandas writes": (
        ",x,y\n0,1.5,2\n1,3,4.25\n",
        "commas, 2 rows, columns x and y. Left out: column 1, which only counts or names the rows.",
    ),
    "a column called id": (
        "Station_ID,x,y\n1007,1.5,2\n1003,3,4.25\n",
        "commas, 2 rows, columns x and y. Left out: Station_ID, which only counts or names the rows.",
    ),
    "a counting column without a header": (
        "1,1.5,2\n2,3,4.25\n",
        "commas, 2 rows, columns 2 and 3. Left out: column 1, which only counts or names the rows.",
    ),
    "comments": (
        "# by me\nx,y\n1.5,2\n// doubtful\n3,4.25\n",
        "commas, 2 rows, columns x and y. Left out: comments (lines 1, 4).",
    ),
    "a header in a comment, as numpy.savetxt writes it": (
        "# x y\n1.5 2\n3 4.25\n",
        "spaces, 2 rows, columns x and y",
    ),
    "a header that begins with a sign of a comment": (
        "#,x,y\n1,1.5,2\n2,3,4.25\n",
        "commas, 2 rows, columns x and y. Left out: column 1, which only counts or names the rows.",
    ),
    "numbers that begin with a sign of a comment": ("#1,1.5,2\n#2,3,4.25", "commas, 2 rows, columns 2 and 3"),
    "a line of units": ("x,y\ncm,[kg]\n1.5,2\n3,4.25", "commas, 2 rows, columns x (cm) and y [kg]"),
    "a title above and a source below": (
        "Fires in Chicago\n\nx,y\n1.5,2\n3,4.25\n\nSource: the lecture\n",
        "commas, 2 rows, columns x and y. Left out: text above the table (line 1), text below it (line 7).",
    ),
    "a total at the end": (
        "x,y\n1.5,2\n3,4.25\nTotal,6.25\n",
        "commas, 2 rows, columns x and y. Left out: totals (line 4).",
    ),
    "a total in another language": (
        "Ort;x;y\nA;1,5;2\nB;3;4,25\nSumme:;4,5;6,25\n",
        "semicolons, decimal commas, 2 rows, columns x and y. Left out: totals (line 4).",
    ),
    "subtotals between": (
        "ward,x,y\nA,1.5,2\nSubtotal,1.5,2\nB,3,4.25\nTotal:,4.5,6.25",
        "commas, 2 rows, columns x and y. Left out: totals (lines 3, 5).",
    ),
    "a sum at the end, without a name": (
        "ward,x,y\nA,1.5,2\nB,3,4.25\nC,NA,0.75\n,4.5,7",
        "commas, 2 rows, columns x and y. Left out: what lacks a number (line 4), totals (line 5).",
    ),
    "the header again in the middle": (
        "x,y\n1.5,2\nX,Y\n3,4.25",
        "commas, 2 rows, columns x and y. Left out: the header again (line 3).",
    ),
    "rows that say there is no value": (
        "x,y\n1.5,2\nNA,3\n3,4.25\n5,#N/A\n6,\n-,7\nn. a.,8",
        "commas, 2 rows, columns x and y. Left out: what lacks a number (lines 3, 5, 6 and 2 more).",
    ),
    "a row that is short of a column nobody asked for": (
        "x,y,z\n1.5,2\n3,4.25,5\n",
        "commas, 2 rows, columns x and y. Fewer cells than columns in line 2.",
    ),
    "exponents of every kind": ("x,y\n15e-1,2\n0.3D+1,425E-2", "commas, 2 rows, columns x and y"),
    "Excel's way to keep a text": ('x,y\n="1.5",2\n="3",4.25', "commas, 2 rows, columns x and y"),
    "digits of Arabic": ("x;y\n١٫٥;٢\n٣;٤٫٢٥", "semicolons, 2 rows, columns x and y"),
}


@pytest.mark.parametrize(("content", "said"), READ.values(), ids=READ.keys())
def test_read_is(content: str | bytes, said: str) -> None:
    pair = pair_of(content)
    assert (pair.x, pair.y) == (X, Y)
    assert pair.said == said


WRITTEN: dict[str, tuple[str | bytes, tuple[float, float], str]] = {
    "a minus of typography": ("x,y\n\u22121.5,2\n3,4\n", (-1.5, 3.0), ""),
    "an en dash": ("x;y\n–1,5;2\n3;4\n", (-1.5, 3.0), "decimal commas"),
    "an en dash of Windows-1252": ("x;y\n–1,5;2\n3;4\n".encode("cp1252"), (-1.5, 3.0), "decimal commas"),
    "a full-width minus of Shift-JIS": (
        "値,数\n−１.5,2\n3,4".replace("−", "－").encode("cp932"),
        (-1.5, 3.0),
        "",
    ),
    "a minus behind": ("x,y\n1.5-,2\n3,4\n", (-1.5, 3.0), ""),
    "brackets of accountants": ("x,y\n(1.5),2\n3,4\n", (-1.5, 3.0), ""),
    "a plus": ("x,y\n+1.5,2\n3,4\n", (1.5, 3.0), ""),
    "thousands that groups of three repeat": ("x;y\n1.234.567;2\n980;4", (1234567.0, 980.0), "points"),
    "points and a decimal comma": ("x;y\n1.250,5;2\n980;4", (1250.5, 980.0), "points"),
    "commas and a decimal point": ('x,y\n"1,250.5",2\n980,4', (1250.5, 980.0), "commas between"),
    "thousands that another column tells": ('x,y\n"1,250",2.5\n980,4', (1250.0, 980.0), "commas between"),
    "decimals that another column tells": ("x;y\n1,250;2,5\n980;4", (1.25, 980.0), "decimal commas"),
    "points that another column tells": ("x;y\n1.250;2,5\n980;4", (1250.0, 980.0), "points"),
    "a zero that begins no thousand": ("x;y\n0,250;2\n980;4", (0.25, 980.0), "decimal commas"),
    "decimals of which all have three": ("x,y\n1.250,2\n3.125,4", (1.25, 3.125), ""),
    "thousands of India": ("x;y\n12,34,567;2\n980;4", (1234567.0, 980.0), "commas between"),
    "apostrophes of Switzerland": ("x;y\n1'250.5;2\n12’400;4", (1250.5, 12400.0), "apostrophes"),
    "spaces between thousands": ("x;y\n1 250,5;2\n12 400;4", (1250.5, 12400.0), "spaces between"),
    "narrow spaces between thousands": ("x;y\n1\u202f250;2\n12\u2009400;4", (1250.0, 12400.0), "spaces"),
    "spaces of Windows-1252 between thousands": (
        "x;y\n1\xa0250;2\n980;4".encode("cp1252"),
        (1250.0, 980.0),
        "spaces between",
    ),
    "per cent": ("x;y\n5 %;2\n6%;4", (5.0, 6.0), ""),
    "euros behind": ("x;y\n1.200,50 €;2\n3,00 €;4", (1200.5, 3.0), "decimal commas, points"),
    "dollars before, minus ahead": ("x,y\n-$5,2\n$6,4", (-5.0, 6.0), ""),
    "francs before": ("x;y\nCHF 1'250.-;2\nCHF 980.-;4".replace(".-", ".00"), (1250.0, 980.0), "apostrophes"),
    "no cents": ("x;y\n1.250,-;2\n3,50;4", (1250.0, 3.5), "decimal commas, points"),
    "powers of ten in typography": ("x,y\n6.02×10²³,2\n5*10^-3,4", (6.02e23, 0.005), ""),
    "a point in mid-height": ("x,y\n1·5,2\n2·25,4", (1.5, 2.25), ""),
    "an apostrophe that makes it text": ("x,y\n'1.5,2\n'3,4", (1.5, 3.0), ""),
    "spaces between thousands in a file of commas": ("x,y\n1 250,2\n980,4", (1250.0, 980.0), "spaces"),
    "kilograms": ("x,y\n5 kg,2\n6 kg,4", (5.0, 6.0), ""),
}


@pytest.mark.parametrize(("content", "x", "said"), WRITTEN.values(), ids=WRITTEN.keys())
def test_numbers_have(content: str | bytes, x: tuple[float, ...], said: str) -> None:
    pair = pair_of(content)
    assert pair.x == x
    assert said in pair.said


def test_a_unit_that_all_numbers_bear_goes_into_the_columns_name() -> None:
    assert pair_of("share;price\n5 %;2 €\n6%;3 €").labels == ("share (%)", "price (€)")


OPEN = {
    "commas before three digits": "x;y\n1,250;2\n12,400;3\n980;4",
    "the same in quotation marks": 'x,y\n"1,250",2\n"12,400",3\n980,4',
    "points before three digits beside whole numbers": "x,y\n1.250,2\n12.400,3\n980,4",
    "points before three digits in a file of semicolons": "x;y\n1.250;2\n12.400;3",
    "the same between tabs": "x\ty\n1,250\t2\n12,400\t3\n980\t4",
}


@pytest.mark.parametrize("content", OPEN.values(), ids=OPEN.keys())
def test_what_can_be_read_in_two_ways_is_asked(content: str) -> None:
    with pytest.raises(TwoReadingsError, match=r"line 2: '1.250' can be 1.* or 1") as asked:
        pair_of(content)
    assert set(asked.value.readings.values()) == {"1.25", "1250"}
    for mark, number in asked.value.readings.items():
        assert pair_of(content, decimal=mark).x[0] == float(number)


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "nothing": (b"", "is empty"),
    "nothing but blanks": ("  \n \n", "is empty"),
    "a word for a number": ("x,y\n1,2\n3,four\n", "line 3: 'four' is not a number"),
    "a header below": ("1,2\nx,y\n", "line 2: 'x' is not a number"),
    "half a header": ("1,y\n3,4\n", "line 1: 'y' is not a number"),
    "an infinite number": ("x,y\n1,2\n-inf,4\n", "line 3: '-inf' is not a finite number"),
    "a number too large": ("1,2\n3,1e999\n", "line 2: '1e999' is not a finite number"),
    "a number of Python": ("x,y\n1_000,2\n3,4", "line 2: '1_000' is not a number"),
    "a number with a footnote": ("x,y\n1,2\n5²,4\n6,7", "line 3: '5²' is not a number"),
    "a bound": ("x,y\n1,2\n<5,4\n6,7", "line 3: '<5' is not a number"),
    "decimal marks of both kinds": ("x;y\n1,5;2\n2,5;3\n1.5;4", "line 4: '1.5' is written in another way"),
    "a unit in one row": ("x,y\n1,2\n3,4\n5 kg,6", "line 4: '5 kg' has another unit"),
    "a row longer than the header": ("x,y\n1,2,3\n4,5\n", "line 2: 3 cells where the header has 2"),
    "a row longer than most": ("1,2\n3,4,5\n6,7\n", "line 2: 3 cells where most rows have 2"),
    "rows longer than the header": ("x,y\n5,2,3\n4,5,6\n", "line 2: 3 cells where the header has 2"),
    "decimal commas between commas": (
        "x,y\n1,5,2\n2,5,4\n3,5,6\n",
        "line 2: 3 cells where the header has 2. Name all columns, or, if commas mark decimals, separate by",
    ),
    "names with spaces between spaces": (
        "Time (s) Height\n0 12\n1 13",
        "the header has 3 cells, the rows have 2",
    ),
    "one column": ("x\n1\n2\n", "line 1: only one column"),
    "one column of numbers": (
        "day,y\n2020-01-01,3\n2020-01-02,4",
        "only 'y' holds numbers; 'day' can't be read",
    ),
    "a quotation mark that isn't closed": ('x,y\n1,2\n"3,4\n5,6', "line 3: not a row of a CSV file"),
    "a cell without end": (b"1," + b"9" * 200_000, "line 1: not a row of a CSV file"),
    "a million columns": ("1," * 900_000 + "1\n", "line 1: more than 500 columns"),
    "too many rows": ("1,2\n" * 10_001, "more than 10,000 rows"),
    "too many bytes": (b"1" * (MAX_BYTES + 1), "larger than 2 MB"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a text file"),
    "all bytes": (bytes(range(256)), "not a text file"),
    "half of UTF-16": (b"\xff\xfe\x00", "not a text file"),
    "UTF-16 joined to UTF-8": (
        b"x,y\n1,2\n" + b"\xff\xfe" + "x,y\n3,4\n".encode("utf-16-le"),
        "two encodings at once",
    ),
    "UTF-8 joined to UTF-16": (b"\xff\xfe" + "x,y\n1,2\n".encode("utf-16-le") + b"3,4\n", "two encodings"),
    "a web page called .xls": ("<html><table><tr><td>1</td></tr></table>", "web page, XML or JSON"),
    "JSON": ('[{"x": 1, "y": 2}]', "web page, XML or JSON"),
    "a separator that sep= tells wrong": ("sep=;\nx,y\n1,2", "line 2: only one column"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_is(content: str | bytes, words: str) -> None:
    with pytest.raises(TableError) as refusal:
        pair_of(content)
    message = str(refusal.value)
    assert words in message
    assert message.startswith("mine.csv")
    assert message.endswith(".")
    assert len(message) < 250


def test_hostile_text_in_a_cell_is_cut_and_quoted() -> None:
    with pytest.raises(TableError) as refusal:
        pair_of("1,2\n3,<script>alert(1)</script>" + "x" * 500)
    assert len(str(refusal.value)) < 140


def test_a_file_is_measured_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(TableError, match="larger than 2 MB"):
        read_table(huge)


def test_ten_thousand_rows_are_taken() -> None:
    content = "x,y\n" + "".join(f"{i},{2 * i}\n" for i in range(10_000))
    assert len(pair_of(content).x) == 10_000


@pytest.mark.parametrize(
    "path", [Path("/no/such/file.csv"), Path("/"), pytest.param(Path("/dev/zero"), marks=pytest.mark.posix)]
)
def test_what_is_no_file_is_refused(path: Path) -> None:
    with pytest.raises(TableError, match=r"no file|not a file"):
        read_table(path)


@pytest.mark.parametrize(
    ("columns", "x"),
    [
        ("fires,income", 6.2),
        ("Income,FIRES", 11.7),
        ("4,2", 11.7),
        ("thefts,2", 29.0),
        ("income,thefts, all", 11.7),
    ],
)
def test_columns_are_found_by_name_or_number(columns: str, x: float) -> None:
    header = "ward,fires,thefts,income" if "all" not in columns else 'ward,fires,"thefts, all",income'
    assert pair_of(f"{header}\nA,6.2,29,11.7\nB,9.5,44,9.3\n", columns).x[0] == x


@pytest.mark.parametrize(
    "columns", ["fires", "fires,fires", "fires,rain", "0,1", "2,5", ",", "1,2,3", "９９９９９９,1"]
)
def test_columns_that_are_not_there_are_refused_with_those_that_are(columns: str) -> None:
    with pytest.raises(TableError, match="there are 3: ward, fires, thefts"):
        pair_of("ward,fires,thefts\nA,6.2,29\nB,9.5,44\n", columns)


def test_a_column_of_words_that_was_asked_for_is_refused_by_its_first_word() -> None:
    with pytest.raises(TableError, match="line 2: 'A' is not a number"):
        pair_of("ward,fires,thefts\nA,6.2,29\nB,9.5,44\n", "ward,fires")
