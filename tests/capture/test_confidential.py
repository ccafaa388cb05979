"""The site's confidential words: sealed, replaced by the newest list, refused with one sentence."""

import pytest

from app.problems import told
from capture import artifacts
from capture.access import NOBODY, OWNER
from capture.confidential import artifact_of, import_terms, list_terms, newest
from capture.formats.confidential import MOST_TERMS, parse_terms, write_terms
from data_schemas.artifact import Kind
from data_schemas.errors import Denied, TextError
from data_schemas.masking import ConfidentialTerm, ConfidentialTerms
from data_schemas.rights import Actor, Role
from tests.capture.test_glossaries import everything_below

SECRET = "비밀공정marker7f3a"
LIST = f"term,kind,replacement\n{SECRET},제품,제품 A\nKX-700,,\n".encode()


def test_a_site_begins_without_a_list(site):
    assert list_terms(site, OWNER) == newest(site) == ConfidentialTerms()
    assert artifact_of(site) == ()


def test_what_is_taken_in_is_given_back_and_replaced_as_a_whole(site):
    taken = import_terms(site, OWNER, LIST, "secret.csv")
    assert taken.terms == (
        ConfidentialTerm(term=SECRET, kind="product", replacement="제품 A"),
        ConfidentialTerm(term="KX-700"),
    )
    assert list_terms(site, OWNER) == newest(site) == taken
    before = artifact_of(site)
    import_terms(site, OWNER, "# ours\n\n이차 숙성 온도\n이차  숙성온도\n".encode(), "secret.txt")
    assert [one.term for one in newest(site).terms] == ["이차 숙성온도"]
    assert artifact_of(site) != before and artifacts.known(site, artifact_of(site)[0])


def test_a_list_that_is_written_out_is_read_again():
    terms = parse_terms(LIST, "a.csv")
    assert parse_terms(write_terms(terms).encode(), "b.csv") == terms


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"term,kind\n", "secret.csv holds no terms: list at least one"),
        (b"word\nx\n", r"does not start with the header term\[,kind,replacement\]"),
        (b"term,kind\n,product\n", "secret.csv, line 2 has no term"),
        (b"term,kind\nKX-700,weapon\n", "secret.csv, line 2 has an unknown kind"),
        (b"term\nx\n", "secret.csv, line 2 is too short"),
        (b"term\n-ab\n", "secret.csv, line 2 is too short"),
        (b"term\n" + b"x" * 81 + b"\n", "secret.csv, line 2 is too long"),
        (b"term,kind,replacement\nab,," + b"x" * 41 + b"\n", "line 2 is too long"),
        (b"term,kind,replacement\nab,,[x]\n", "line 2 has brackets"),
        (b"term,kind,replacement\nab cd,,the A BCD one\n", "line 2 shows a confidential term"),
        (b"term\n" + b"ab\n" * (MOST_TERMS + 1), "holds 5001 terms, more than the 5000 taken"),
    ],
)
def test_a_broken_list_is_refused_with_one_sentence_and_changes_nothing(site, data, sentence):
    import_terms(site, OWNER, LIST, "secret.csv")
    with pytest.raises(TextError, match=sentence) as refused:
        import_terms(site, OWNER, data, "/home/me/secret.csv")
    assert "/home" not in str(refused.value) and str(refused.value).endswith(".")
    assert [one.term for one in newest(site).terms] == [SECRET, "KX-700"]
    assert told(refused.value), "the sentence can be told on a page"


def test_not_a_word_of_it_lies_readable_in_the_data_folder(site):
    import_terms(site, OWNER, LIST, "secret.csv")
    found = everything_below(site.settings.folder)
    assert newest(site).terms and len(found) > 1000
    for code in ("utf-8", "utf-16-le", "cp949"):
        assert SECRET.encode(code) not in found


def test_who_may_read_and_change_it(site):
    import_terms(site, Actor(id="i", roles=frozenset({Role.INTERVIEWER})), LIST, "secret.csv")
    expert = Actor(id="e", roles=frozenset({Role.EXPERT}), expert="exp-1")
    for who in (expert, NOBODY):
        with pytest.raises(Denied):
            import_terms(site, who, LIST, "secret.csv")
        with pytest.raises(Denied):
            list_terms(site, who)
    assert len(artifacts.find(site, None, Kind.CONFIDENTIAL)) == 1
