import joblib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mvs_classifier.errors import ModelFileError
from mvs_classifier.model.container import Parts, is_container, joined, split

parts = st.builds(
    Parts, st.from_regex("[0-9a-f]{12}", fullmatch=True), st.binary(), st.binary(), st.builds(memoryview, st.binary())
)


@given(parts)
def test_parts_come_back(some: Parts) -> None:
    data = joined(some)
    found = split(data)
    assert is_container(data)
    assert (found.fingerprint, found.taught, bytes(found.data)) == (some.fingerprint, some.taught, bytes(some.data))
    assert found.about.rstrip(b" ") == some.about.rstrip(b" ")


@given(parts, st.data())
def test_a_changed_byte_is_noticed(some: Parts, data: st.DataObject) -> None:
    whole = bytearray(joined(some))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ModelFileError):
        split(bytes(whole))


@given(parts, st.data())
def test_a_file_cut_short_is_noticed(some: Parts, data: st.DataObject) -> None:
    whole = joined(some)
    with pytest.raises(ModelFileError):
        split(whole[: data.draw(st.integers(0, len(whole) - 1))])


def test_joblib_reads_it_as_a_dict(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("made") / "model.joblib"
    path.write_bytes(joined(Parts("0" * 12, b"{}", b"", memoryview(b"abc"))))
    found = joblib.load(path)
    assert (found["format"], found["version"], found["data"]) == ("mvs-classifier model", "2.0", b"abc")
