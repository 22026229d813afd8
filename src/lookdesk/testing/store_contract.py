"""What every store must keep.

class TestMyStore(StoreContract):
    def make(self) -> Store:
        return MyStore()
"""

from __future__ import annotations

import contextlib
import uuid
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lookdesk.errors import InvalidInput, NotFound
from lookdesk.protocols import Store
from lookdesk.records import (
    ConversationRecord,
    ConversationSettings,
    Feedback,
    NewTurn,
    NumberedPicture,
    PictureRecord,
    Selection,
    TurnRecord,
    TurnState,
    Verdict,
    Whole,
)
from lookdesk.types import Answer, Box, Certainty, Detail, Evidence, SeenPicture, Size, Usage

ANSWER = Answer(
    "保修三年。",
    Certainty.READ,
    "reader",
    (Evidence("三年", 1, "a" * 64, Box.upright(1, 2, 3, 4), "保修三年", 0.9),),
    usage=Usage(7, 5, 3),
    seen=(SeenPicture(1, Size(96, 32), 3),),
    in_context=(1, 2),
)


class StoreContract:
    """Tests that every store passes; a subclass says how to make one. The tests of a class share a store."""

    @abstractmethod
    def make(self) -> Store:
        """Open a store."""

    @pytest.fixture(scope="class")
    @classmethod
    def store(cls) -> Iterator[Store]:
        """Return an open store."""
        with contextlib.closing(cls().make()) as store:
            yield store

    @pytest.fixture
    def owner(self) -> str:
        """Return somebody who has nothing yet."""
        return uuid.uuid4().hex

    def begin(self, store: Store, owner: str, *questions: str) -> ConversationRecord:
        """Keep a conversation with answered questions; the latest question gives its time."""
        now = datetime.now(UTC)
        record = ConversationRecord(uuid.uuid4().hex, owner, "", "", ConversationSettings(), now, now)
        store.add_conversation(record)
        for question in questions:
            turn = self.ask(store, record.id, question)
            store.end_turn(turn.id, TurnState.ANSWERED, text=ANSWER.text, answer=ANSWER)
        return store.conversation(record.id)

    def ask(
        self,
        store: Store,
        conversation_id: str,
        question: str = "保修几年？",
        *,
        detail: Detail = Detail.NORMAL,
        picture_ids: Sequence[str] = (),
        replaces: str = "",
        key: str = "",
    ) -> TurnRecord:
        """Keep a question."""
        new = NewTurn(uuid.uuid4().hex, conversation_id, question, detail, tuple(picture_ids), replaces, key)
        return store.add_turn(new)[1]

    # --- conversations ---

    def test_a_conversation_is_kept_as_it_was_given(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner)
        chosen = ConversationSettings(temperature=0.7, max_tokens=64, detail=Detail.HIGH)
        store.choose(record.id, chosen)
        kept = store.conversation(record.id)
        assert (kept.owner, kept.title, kept.created_at, kept.settings) == (owner, "", record.created_at, chosen)

    def test_the_first_question_is_the_title_until_there_is_another(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner, "这个型号  保修几年？", "那价格呢？")
        assert record.title == "这个型号 保修几年？"
        store.rename(record.id, "奶瓶")
        assert store.conversation(record.id).title == "奶瓶"

    def test_pages_list_each_conversation_once_the_latest_first(self, store: Store, owner: str) -> None:
        begun = [self.begin(store, owner, f"问题 {number}").id for number in range(7)]
        listed: list[str] = []
        cursor = ""
        while cursor or not listed:
            page = store.conversations(owner, cursor=cursor, limit=3)
            listed += [record.id for record in page.conversations]
            cursor = page.cursor
        assert listed == begun[::-1]

    def test_a_cursor_that_is_none_is_refused(self, store: Store, owner: str) -> None:
        for search in ("", "保修"):
            with pytest.raises(InvalidInput):
                store.conversations(owner, search, cursor="1; DROP TABLE turns")

    def test_everybody_sees_only_what_is_theirs(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner, "只有我的：独角兽")
        assert store.conversations("somebody else").conversations == ()
        assert store.conversations("somebody else", "独角兽").conversations == ()
        assert record.id in [each.id for each in store.conversations(None, "独角兽").conversations]

    @pytest.mark.parametrize(
        "sought",
        ["保修", "保", "保修几年", "三年", "KX-70", "kx", "７０４０", "保修 三年", "7040b 几年"],
    )
    def test_search_finds_words_of_any_length_in_questions_and_answers(
        self, store: Store, owner: str, sought: str
    ) -> None:
        record = self.begin(store, owner, "型号 KX-7040B 保修几年？")
        self.begin(store, owner, "换个问题")
        found = store.conversations(owner, sought).conversations
        assert record.id in [each.id for each in found]

    @pytest.mark.parametrize("sought", ["保几", "修保", "KX-71", "三个月", "'\"*() AND", "%", "_"])
    def test_search_finds_nothing_else(self, store: Store, owner: str, sought: str) -> None:
        self.begin(store, owner, "型号 KX-7040B 保修几年？")
        assert store.conversations(owner, sought).conversations == ()

    def test_search_finds_a_new_title_and_not_the_old_one(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner, "保修几年？")
        store.rename(record.id, "蓝色奶瓶")
        store.rename(record.id, "红色水杯")
        assert [each.id for each in store.conversations(owner, "红色").conversations] == [record.id]
        assert store.conversations(owner, "蓝色").conversations == ()

    def test_search_pages_through_all(self, store: Store, owner: str) -> None:
        begun = [self.begin(store, owner, f"保修问题 {number}", "再问保修").id for number in range(5)]
        listed: list[str] = []
        cursor = ""
        while cursor or not listed:
            page = store.conversations(owner, "保修", cursor, 2)
            listed += [record.id for record in page.conversations]
            cursor = page.cursor
        assert listed == begun[::-1]

    def test_search_lists_a_conversation_once_wherever_its_turns_stand_among_others(
        self, store: Store, owner: str
    ) -> None:
        first, second = self.begin(store, owner, "保修一"), self.begin(store, owner, "保修二")
        self.ask(store, first.id, "保修三")
        listed: list[str] = []
        cursor = ""
        while cursor or not listed:
            page = store.conversations(owner, "保修", cursor, 1)
            listed += [record.id for record in page.conversations]
            cursor = page.cursor
        assert listed == [first.id, second.id]

    @pytest.mark.parametrize("letters", ["x" * 5000, "保修" * 2000, "é" * 3000, "x\ud7ff\0保"])
    def test_any_text_is_kept_and_found(self, store: Store, owner: str, letters: str) -> None:
        record = self.begin(store, owner, f"问{letters}")
        (turn,) = store.whole(record.id).turns
        assert turn.question == f"问{letters}".replace("\0", "")
        assert [each.id for each in store.conversations(owner, letters[:50]).conversations] == [record.id]

    def test_a_deleted_conversation_is_found_by_nothing_until_it_is_restored(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner, "保修几年？")
        (turn,) = store.whole(record.id).turns
        store.delete(record.id)
        assert store.conversations(owner).conversations == store.conversations(owner, "保修").conversations == ()
        for look in (store.conversation, store.whole, store.delete):
            with pytest.raises(NotFound):
                look(record.id)
        with pytest.raises(NotFound):
            store.turn(turn.id)
        store.restore(record.id)
        assert store.whole(record.id).turns == (turn,)

    def test_what_is_removed_is_gone_with_the_pictures_that_nobody_else_uses(self, store: Store, owner: str) -> None:
        own, shared = self.picture(store, owner), self.picture(store, owner)
        gone, stays = self.begin(store, owner, "甲"), self.begin(store, owner, "乙")
        store.number_pictures(gone.id, [own, shared])
        store.number_pictures(stays.id, [shared])
        store.delete(gone.id)
        assert store.remove(deleted_before=datetime.now(UTC) + timedelta(seconds=1)) == [own]
        with pytest.raises(NotFound):
            store.restore(gone.id)
        with pytest.raises(NotFound):
            store.picture(own)
        assert [each.picture.id for each in store.whole(stays.id).pictures] == [shared]

    def test_only_what_is_old_enough_is_removed(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner, "保修几年？")
        store.delete(record.id)
        store.remove(deleted_before=record.created_at, updated_before=record.created_at)
        store.restore(record.id)

    # --- pictures ---

    def picture(self, store: Store, owner: str) -> str:
        """Keep a picture."""
        name = uuid.uuid4().hex * 2
        store.add_picture(PictureRecord(name, "image/jpeg", Size(4000, 3000), Size(2000, 1500), 2914), owner)
        return name

    def test_a_picture_is_known_as_it_was_given_and_to_whom(self, store: Store, owner: str) -> None:
        name = self.picture(store, owner)
        assert store.picture(name) == PictureRecord(name, "image/jpeg", Size(4000, 3000), Size(2000, 1500), 2914)
        assert store.owns_picture(name, owner)
        assert not store.owns_picture(name, "somebody else")
        store.add_picture(store.picture(name), "somebody else")
        assert store.owns_picture(name, "somebody else")

    def test_numbers_hold_through_the_conversation(self, store: Store, owner: str) -> None:
        first, second, third = (self.picture(store, owner) for _ in range(3))
        record = self.begin(store, owner)
        assert [each.number for each in store.number_pictures(record.id, [first, second])] == [1, 2]
        again = store.number_pictures(record.id, [third, first, third])
        assert [(each.number, each.picture.id) for each in again] == [(3, third), (1, first)]
        assert [each.number for each in store.whole(record.id).pictures] == [1, 2, 3]
        store.take_picture_out(record.id, 3)
        assert [each.number for each in store.whole(record.id).pictures] == [1, 2]

    def test_a_picture_that_nobody_sent_has_no_number(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner)
        with pytest.raises(NotFound):
            store.number_pictures(record.id, ["f" * 64])
        assert store.whole(record.id).pictures == ()

    # --- who may see what ---

    def test_somebody_who_is_let_in_has_the_pictures_and_nobody_else(self, store: Store, owner: str) -> None:
        name, record = self.picture(store, owner), self.begin(store, owner)
        store.number_pictures(record.id, [name])
        for _ in range(2):
            store.let_in(record.id, f"{owner}-colleague")
        assert store.is_let_in(record.id, f"{owner}-colleague")
        assert store.owns_picture(name, f"{owner}-colleague")
        assert not store.is_let_in(record.id, "somebody else")
        assert not store.owns_picture(name, "somebody else")
        with pytest.raises(NotFound):
            store.let_in(uuid.uuid4().hex, owner)

    def test_who_was_let_in_is_forgotten_with_the_conversation(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner)
        store.let_in(record.id, "colleague")
        name = self.picture(store, "colleague")
        store.number_pictures(record.id, [name])
        store.delete(record.id)
        assert store.remove(deleted_before=datetime.now(UTC) + timedelta(seconds=1)) == [name]
        assert not store.is_let_in(record.id, "colleague")

    def test_only_the_owner_brings_a_conversation_back(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner)
        store.delete(record.id)
        with pytest.raises(NotFound):
            store.restore(record.id, "somebody else")
        with pytest.raises(NotFound):
            store.conversation(record.id)
        store.restore(record.id, owner)
        assert store.conversation(record.id).owner == owner

    def test_a_key_opens_what_is_its_owners_until_it_is_revoked(self, store: Store, owner: str) -> None:
        store.add_key(owner, f"key-{owner}", "a" + owner)
        with pytest.raises(InvalidInput):
            store.add_key(owner, "somebody", "b" + owner)
        assert store.key_owner("a" + owner) == f"key-{owner}"
        assert store.key_owner("b" + owner) == ""
        store.revoke_key(owner)
        assert store.key_owner("a" + owner) == ""
        with pytest.raises(NotFound):
            store.revoke_key(owner)
        store.add_key(owner, f"key-{owner}", "b" + owner)
        known = [key for key in store.known_keys() if key.name == owner]
        assert [(key.owner, key.revoked_at is None) for key in known] == [
            (f"key-{owner}", False),
            (f"key-{owner}", True),
        ]

    def test_the_latest_recovery_code_counts(self, store: Store, owner: str) -> None:
        for code in ("1" + owner, "2" + owner):
            store.choose_recovery(owner, code)
        assert store.recovered("2" + owner) == owner
        assert store.recovered("1" + owner) == ""

    def test_what_is_settled_stays(self, store: Store, owner: str) -> None:
        with ThreadPoolExecutor(8) as pool:
            settled = list(pool.map(lambda number: store.settle(owner, f"{number}"), range(16)))
        assert len({*settled, store.settle(owner, "late")}) == 1

    # --- turns ---

    def test_a_question_is_kept_before_it_is_answered(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner)
        first, second, third = (self.picture(store, owner) for _ in range(3))
        store.number_pictures(record.id, [first, second])
        turn = self.ask(store, record.id, "保修几年？", picture_ids=(third, first), detail=Detail.LOW)
        kept = store.turn(turn.id)
        assert kept == turn
        assert (kept.state, kept.number, kept.question, kept.pictures) == (TurnState.RUNNING, 1, "保修几年？", (3, 1))
        assert (kept.detail, kept.answer, kept.ended_at) == (Detail.LOW, None, None)

    def test_a_first_question_opens_its_conversation(self, store: Store, owner: str) -> None:
        now = datetime.now(UTC)
        opening = ConversationRecord(uuid.uuid4().hex, owner, "", "", ConversationSettings(), now, now)
        picture = self.picture(store, owner)
        new = NewTurn(uuid.uuid4().hex, opening.id, "保修几年？", Detail.NORMAL, (picture,), key="k")
        kept, turn = store.add_turn(new, opening)
        assert (kept.title, turn.number, turn.pictures) == ("保修几年？", 1, (1,))
        assert store.whole(opening.id).turns == (turn,)
        again = replace(new, id=uuid.uuid4().hex)
        assert store.add_turn(again, opening)[1] == turn

    def test_an_answer_is_kept_with_its_evidence(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner)
        turn = self.ask(store, record.id)
        store.end_turn(turn.id, TurnState.ANSWERED, text=ANSWER.text, answer=ANSWER)
        kept = store.turn(turn.id)
        assert (kept.state, kept.text, kept.answer) == (TurnState.ANSWERED, ANSWER.text, ANSWER)
        assert kept.ended_at is not None
        assert kept.asked_at <= kept.ended_at

    def test_a_turn_ends_once(self, store: Store, owner: str) -> None:
        turn = self.ask(store, self.begin(store, owner).id)
        store.end_turn(turn.id, TurnState.INTERRUPTED, text="保修")
        with pytest.raises(NotFound):
            store.end_turn(turn.id, TurnState.ANSWERED, text="保修三年。")
        assert (store.turn(turn.id).state, store.turn(turn.id).text) == (TurnState.INTERRUPTED, "保修")

    def test_a_key_makes_a_repeated_question_the_same_turn(self, store: Store, owner: str) -> None:
        record, other = self.begin(store, owner), self.begin(store, owner)
        first, again = self.ask(store, record.id, key="k"), self.ask(store, record.id, key="k")
        assert first == again
        assert self.ask(store, other.id, key="k").id != first.id
        assert len(store.whole(record.id).turns) == 1

    def test_a_question_that_failed_is_asked_again_with_its_key(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner)
        failed = self.ask(store, record.id, key="k")
        store.end_turn(failed.id, TurnState.FAILED, error="queue_full")
        assert self.ask(store, record.id, key="k").id != failed.id

    def test_a_replaced_turn_and_all_later_ones_are_shown_no_more(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner, "一", "二", "三")
        second = store.whole(record.id).turns[1]
        edited = self.ask(store, record.id, "二，改", replaces=second.id)
        assert [(turn.number, turn.question) for turn in store.whole(record.id).turns] == [(1, "一"), (2, "二，改")]
        assert edited.number == 2
        assert store.conversations(owner, "三").conversations != ()  # it stands in the answers
        with pytest.raises(NotFound):
            self.ask(store, record.id, "二，再改", replaces=second.id)

    def test_feedback_is_kept_changed_and_taken_back(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner, "保修几年？")
        (turn,) = store.whole(record.id).turns
        for feedback in (Feedback(Verdict.GOOD), Feedback(Verdict.BAD, "不对", "保修两年。"), None):
            store.give_feedback(turn.id, feedback)
            assert store.turn(turn.id).feedback == feedback

    # --- whole conversations ---

    def test_each_conversation_comes_once_with_all_that_belongs_to_it(self, store: Store, owner: str) -> None:
        begun = [self.begin(store, owner, f"问题 {number}", "再问") for number in range(70)]  # several pages
        name = self.picture(store, owner)
        store.number_pictures(begun[0].id, [name])
        store.delete(begun[1].id)
        found = list(store.each(Selection(owner)))
        assert [whole.conversation for whole in found] == [
            store.conversation(each.id) for each in begun if each != begun[1]
        ]
        assert found[0] == store.whole(begun[0].id)
        assert store.count(Selection(owner)) == 69

    def test_a_selection_means_what_is_true_of_all_of_it(self, store: Store, owner: str) -> None:
        first = self.begin(store, owner, "保修几年？", "多少钱？")
        between = datetime.now(UTC)
        second = self.begin(store, owner, "修保险杠几年？")
        store.give_feedback(store.whole(first.id).turns[1].id, Feedback(Verdict.BAD))

        def selected(**what: Any) -> list[str]:
            return [whole.conversation.id for whole in store.each(Selection(owner, **what))]

        assert selected() == [first.id, second.id]
        assert selected(since=between) == selected(conversation=second.id) == [second.id]
        assert selected(until=between) == selected(verdict=Verdict.BAD) == selected(search="保修几") == [first.id]
        assert selected(verdict=Verdict.GOOD) == selected(search="？！") == selected(search="钱多") == []
        assert selected(search="几年", until=between) == [first.id]
        assert [whole.conversation.owner for whole in store.each(Selection(None, first.id))] == [owner]

    def test_a_whole_conversation_is_kept_as_it_was_elsewhere(self, store: Store, owner: str) -> None:
        whole = self.elsewhere(owner)
        assert store.add_whole(whole)
        assert list(store.each(Selection(owner))) == [whole]
        assert store.owns_picture(whole.pictures[0].picture.id, owner)
        assert store.conversations(owner, "换个问法").conversations == (whole.conversation,)
        assert self.ask(store, whole.conversation.id).number == 6

    def test_a_conversation_that_is_known_stays_as_it_is(self, store: Store, owner: str) -> None:
        whole = self.elsewhere(owner)
        store.add_whole(whole)
        changed = replace(whole, conversation=replace(whole.conversation, title="别的"), turns=())
        assert not store.add_whole(changed)
        assert list(store.each(Selection(owner))) == [whole]

    def test_nothing_is_kept_of_a_conversation_that_does_not_fit(self, store: Store, owner: str) -> None:
        whole = self.elsewhere(owner)
        store.add_whole(whole)
        other = replace(self.elsewhere(owner), turns=whole.turns)
        with pytest.raises(InvalidInput):
            store.add_whole(other)
        assert list(store.each(Selection(owner))) == [whole]
        with pytest.raises(NotFound):
            store.picture(other.pictures[0].picture.id)

    def elsewhere(self, owner: str) -> Whole:
        """Make a conversation as another desk may have kept it."""
        now = datetime(2026, 11, 1, 12, 30, 15, 123456, UTC)
        chosen = ConversationSettings(temperature=0.5, detail=Detail.LOW)
        record = ConversationRecord(uuid.uuid4().hex, owner, "换个问法", uuid.uuid4().hex, chosen, now, now)
        name = uuid.uuid4().hex * 2
        picture = PictureRecord(name, "image/png", Size(4000, 3000), Size(2000, 1500), 2914)
        turn = TurnRecord(
            uuid.uuid4().hex,
            record.id,
            2,
            "保修几年？",
            Detail.HIGH,
            (3,),
            TurnState.ANSWERED,
            now,
            now + timedelta(seconds=3),
            ANSWER,
            ANSWER.text,
            feedback=Feedback(Verdict.BAD, "不对", "保修两年。"),
        )
        failed = TurnRecord(
            uuid.uuid4().hex, record.id, 5, "还有吗？", Detail.NORMAL, (), TurnState.FAILED, now, error="engine_failed"
        )
        first = replace(failed, id=uuid.uuid4().hex, number=1, state=TurnState.INTERRUPTED, text="半")
        return Whole(record, (NumberedPicture(3, picture),), (first, turn, failed))

    # --- at one time ---

    def test_questions_at_one_time_get_numbers_of_their_own(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner)
        with ThreadPoolExecutor(8) as pool:
            turns = list(pool.map(lambda number: self.ask(store, record.id, f"问 {number}"), range(24)))
        assert sorted(turn.number for turn in turns) == list(range(1, 25))

    def test_one_key_at_one_time_makes_one_turn(self, store: Store, owner: str) -> None:
        record = self.begin(store, owner)
        with ThreadPoolExecutor(8) as pool:
            turns = list(pool.map(lambda _: self.ask(store, record.id, key="same"), range(16)))
        assert len({turn.id for turn in turns}) == 1

    def test_what_a_living_desk_is_at_is_not_interrupted(self, store: Store, owner: str) -> None:
        turn = self.ask(store, self.begin(store, owner).id)
        store.interrupt_lost()
        assert store.turn(turn.id).state is TurnState.RUNNING

    def test_what_is_not_there_is_told_as_such(self, store: Store) -> None:
        missing = uuid.uuid4().hex
        for look in (store.conversation, store.whole, store.turn, store.picture, store.delete, store.restore):
            with pytest.raises(NotFound):
                look(missing)
