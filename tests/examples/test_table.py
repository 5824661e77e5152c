"""The folder that parts are written into: a table once it is whole, or nothing."""

from pathlib import Path

import pytest

from examples.archive.table import Part, close_table, part_name, table_folder

PARTS = [Part(number, 1, 1) for number in (2, 0, 1)]


def written(folder: Path, numbers: list[int]) -> None:
    for number in numbers:
        (folder / part_name(number)).write_bytes(b"")


def test_a_table_gets_its_name_at_the_end(tmp_path: Path) -> None:
    with table_folder(tmp_path / "table") as folder:
        written(folder, [0])
        assert [path for path in tmp_path.iterdir() if path.name[0] != "."] == []
    assert [path.name for path in tmp_path.iterdir()] == ["table"]
    assert [path.name for path in (tmp_path / "table").iterdir()] == [part_name(0)]


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    def stopped() -> None:
        with table_folder(tmp_path / "a") as folder:
            written(folder, [0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(tmp_path.iterdir()) == []


def test_a_table_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(FileExistsError), table_folder(tmp_path / "a"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_table_is_for_its_owner(tmp_path: Path) -> None:
    with table_folder(tmp_path / "a"):
        pass
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700


def test_what_killed_workers_left_is_taken_away(tmp_path: Path) -> None:
    written(tmp_path, [0, 1, 2])
    (tmp_path / ".passing").write_bytes(b"")
    close_table(tmp_path, PARTS, 3)
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("numbers", "parts", "count"),
    [
        pytest.param([0, 1], PARTS, 3, id="a file missing"),
        pytest.param([0, 1, 2, 3], PARTS, 3, id="a file too many"),
        pytest.param([0, 1, 2], PARTS[:2], 3, id="a part not told of"),
        pytest.param([0, 1, 2], [*PARTS, PARTS[0]], 3, id="a part told of twice"),
        pytest.param([0, 1, 2], PARTS, 4, id="the last part missing"),
    ],
)
def test_parts_are_counted(
    tmp_path: Path, numbers: list[int], parts: list[Part], count: int
) -> None:
    written(tmp_path, numbers)
    with pytest.raises(RuntimeError):
        close_table(tmp_path, parts, count)


def test_parts_sort_by_number() -> None:
    names = [part_name(number) for number in (0, 9, 10, 99, 12_345)]
    assert sorted(names) == names
