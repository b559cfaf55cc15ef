"""Names: nobody looks like a public body, like those who act officially, or like somebody without a name."""

import pytest

from accounts.actions import register, rename_user
from accounts.models import User
from realtime.doors import Refused
from sharek.text.names import name_skeleton
from tests.factories import ModeratorFactory, PublicBodyFactory, UserFactory

pytestmark = pytest.mark.django_db


def registered(name: str, email: str = "new@example.org") -> User:
    return register(email=email, display_name=name, password_hash="!")


@pytest.mark.parametrize(
    "name",
    [
        "وزارة النقل",
        "وزارة  النقل",
        "وزاره النقل",
        "وَزارة النقل",
        "وزارة النق\u200fل",
        "الحساب الرسمي وزارة النقل",
        "وزارة النقل الرسمية",
        "Ministry of Transport",
        "Мinistry of Тrаnspоrt",
        "official Ministry of Transport",
    ],
)
def test_the_name_of_a_public_body_is_refused(name):
    PublicBodyFactory(name_ar="وزارة النقل", name_en="Ministry of Transport")
    with pytest.raises(Refused) as refusal:
        registered(name)
    assert refusal.value.field == "display_name"


@pytest.mark.parametrize("name", ["سائق في وزارة النقل", "أبو وزير", "Transport fan"])
def test_a_name_that_only_mentions_a_body_is_taken(name):
    PublicBodyFactory(name_ar="وزارة النقل", name_en="Ministry of Transport")
    assert registered(name).display_name == name


def test_the_name_of_a_moderator_is_refused_and_that_of_a_citizen_is_not():
    ModeratorFactory(display_name="ليلى المراجعة", name_skeleton=name_skeleton("ليلى المراجعة"))
    with pytest.raises(Refused):
        registered("ليلى المراجعه")
    UserFactory(display_name="أم سلمى", name_skeleton=name_skeleton("أم سلمى"))
    assert registered("أم سلمى")


@pytest.mark.parametrize(
    "name",
    ["مشارك 4821", "مشارك ٤٨٢١", "Participant 4821", "مشارك سابق", "A former participant", "شارك", "مشرف البوابة"],
)
def test_the_names_of_aliases_and_of_the_portal_are_refused(name):
    with pytest.raises(Refused):
        registered(name)


@pytest.mark.parametrize("name", ["أ", "x" * 41, "😀😀", "12345", "  "])
def test_what_is_no_name_is_refused(name):
    with pytest.raises(Refused):
        registered(name)


def test_direction_overrides_are_stripped():
    assert registered("سارة\u202e المديرة").display_name == "سارة المديرة"


def test_a_short_name_that_is_taken_gets_a_number():
    first, second = registered("أم يوسف"), registered("أم يوسف", "other@example.org")
    assert first.handle == "أم-يوسف"
    assert second.handle.startswith("أم-يوسف-")
    assert first.display_name == second.display_name


def test_renaming_keeps_the_address_of_the_profile():
    user = registered("أم يوسف")
    assert rename_user(user=user, display_name="  أم   ليلى ") == "أم ليلى"
    user.refresh_from_db()
    assert (user.display_name, user.handle) == ("أم ليلى", "أم-يوسف")


def test_a_representative_may_be_called_after_the_body():
    PublicBodyFactory(name_ar="وزارة النقل", name_en="Ministry of Transport")
    officer = UserFactory(role=User.Role.REPRESENTATIVE)
    assert rename_user(user=officer, display_name="وزارة النقل") == "وزارة النقل"
