"""What experts tell alike and differently, from cards told by hand."""

from data_schemas.knowledge import Opinion
from pipelines.elicit.things import Dispute, Pair, disputes_of, judged, pairs_of, things_of
from tests.pipelines.elicit.made import unit


def said(expert: str, says: str, other: str = "") -> Opinion:
    return Opinion.model_validate({"expert": expert, "says": says, "unit": other})


def test_cards_are_one_thing_only_where_a_person_linked_them():
    a, b = unit(id="a", expert="kim", text="same"), unit(id="b", expert="lee", text="same")
    assert [one.units for one in things_of([a, b])] == [("a",), ("b",)]
    a = a.model_copy(update={"agreement": (said("lee", "same", "b"),)})
    (one,) = things_of([a, b])
    assert one.units == ("a", "b") and one.told_by == {"kim", "lee"}


def test_links_go_on_from_card_to_card_whichever_side_wrote_them():
    a = unit(id="a", expert="kim", agreement=(said("lee", "same", "b"),))
    b = unit(id="b", expert="lee")
    c = unit(id="c", expert="cho", agreement=(said("lee", "same", "b"),))
    d = unit(id="d", expert="cho", agreement=(said("kim", "differs", "a"),))
    assert [one.units for one in things_of([a, b, c, d])] == [("a", "b", "c"), ("d",)]


def test_what_is_disputed_stands_together_where_it_is_looked_at():
    a = unit(id="a", expert="kim", agreement=(said("lee", "differs", "b"),))
    b, c = unit(id="b", expert="lee"), unit(id="c", expert="lee")
    assert [one.units for one in things_of([a, b, c])] == [("a",), ("b",), ("c",)]
    together = things_of([a, b, c], ("same", "differs"))
    assert [one.units for one in together] == [("a", "b"), ("c",)]


def test_who_says_the_same_without_a_card_tells_it_too():
    a = unit(id="a", expert="kim", agreement=(said("lee", "same"), said("cho", "unknown")))
    (one,) = things_of([a])
    assert one.told_by == {"kim", "lee"}


def test_a_card_that_was_replaced_tells_nothing_and_disputes_nothing():
    a = unit(id="a", expert="kim", status="superseded", agreement=(said("lee", "differs", "b"),))
    b = unit(id="b", expert="lee", agreement=(said("kim", "differs", "a"),))
    assert [one.units for one in things_of([a, b])] == [("b",)]
    assert disputes_of([a, b]) == ()


def test_both_sides_of_a_dispute_are_asked():
    a = unit(id="a", expert="kim", agreement=(said("lee", "differs", "b"), said("cho", "differs")))
    b = unit(id="b", expert="lee", agreement=(said("kim", "differs", "a"),))
    assert disputes_of([a, b]) == (Dispute(a, b), Dispute(a, None), Dispute(b, a))


def test_pairs_to_judge_are_of_two_experts_about_one_step_likest_first():
    a, b = unit(id="a", expert="kim"), unit(id="b", expert="lee")
    own, far = unit(id="own", expert="kim"), unit(id="far", expert="lee", step="s2")
    c = unit(id="c", expert="cho", agreement=(said("kim", "unknown", "a"),))
    like = {
        frozenset(pair): value
        for pair, value in (
            (("a", "b"), 0.91), (("a", "c"), 0.99), (("b", "c"), 0.95), (("a", "own"), 0.99),
            (("a", "far"), 0.99), (("own", "b"), 0.5),
        )
    }  # fmt: skip
    units = [a, b, own, far, c]
    assert judged(units) == {frozenset(("a", "c")): "unknown"}
    assert pairs_of(units, like, 0.9) == (Pair("b", "c"), Pair("a", "b"))
