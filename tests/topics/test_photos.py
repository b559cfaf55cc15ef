"""Photos: made anew without place or camera, at most three, seen by whoever may read their topic."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from moderation.models import Status
from realtime.doors import Refused
from tests.factories import CitizenFactory, ModeratorFactory
from tests.topics.deeds import moderated, raised
from topics.models import DraftPhoto
from topics.pictures import LARGEST_BYTES, LARGEST_SIDE, prepare_picture

pytestmark = pytest.mark.django_db
GPS = 0x8825


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def encoded(size=(64, 48), kind="JPEG", mode="RGB", **options):
    written = BytesIO()
    Image.new(mode, size, options.pop("color", "#3a7")).save(written, kind, **options)
    return written.getvalue()


def upload(content=None, name="photo.jpg", **options):
    return SimpleUploadedFile(name, encoded(**options) if content is None else content)


def opened(picture):
    return Image.open(picture.image)


def test_place_camera_and_name_are_gone():
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(GPS)[2] = (33.0, 30.0, 0.0)
    picture = prepare_picture(upload(encoded(exif=exif), name="IMG_34.51N_36.27E.jpg"))
    image = opened(picture)
    assert not image.getexif()
    content = picture.image.read()
    picture.image.seek(0)
    assert b"CameraMaker" not in picture.image.read() + content
    assert b"EXIF" not in content
    assert "34.51" not in picture.image.name


def test_large_pictures_are_made_smaller_and_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # the telephone was held upright
    picture = prepare_picture(upload(encoded((3200, 1600), exif=exif)))
    assert (picture.width, picture.height) == (LARGEST_SIDE // 2, LARGEST_SIDE)
    assert opened(picture).size == (picture.width, picture.height)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("WEBP", "RGB"), ("JPEG", "CMYK")]
)
def test_each_accepted_kind_becomes_webp(kind, mode):
    picture = prepare_picture(upload(encoded(kind=kind, mode=mode, color=0)))
    assert opened(picture).format == "WEBP"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [
        SVG,
        b"GIF89a" + b"0" * 100,
        b"",
        b"\xff\xd8\xff\xe0 broken",
        encoded()[:200],
        b"%PDF-1.7 text",
        b"\x89PNG\r\n\x1a\n" + b"0" * 50,
    ],
    ids=["svg", "gif", "empty", "broken", "cut off", "pdf", "broken png"],
)
def test_whatever_is_no_photo_is_refused_with_a_sentence(content):
    with pytest.raises(Refused) as refusal:
        prepare_picture(upload(content, name="photo.jpg"))
    assert refusal.value.field == "photos"


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_too_many_bytes_and_too_many_pixels_are_refused():
    with pytest.raises(Refused):
        prepare_picture(upload(encoded() + b"0" * LARGEST_BYTES))
    with pytest.raises(Refused):
        prepare_picture(upload(encoded((30_000, 3_000), kind="PNG", mode="1", color=0)))
    with pytest.raises(Refused):
        prepare_picture(upload(encoded((4, 4))))


def test_a_fourth_photo_is_refused():
    with pytest.raises(Refused):
        raised(photos=[prepare_picture(upload()) for _ in range(4)])


@pytest.fixture
def topic():
    return raised(photos=[prepare_picture(upload(), description="الحفرة أمام المدرسة")])


def test_whoever_may_read_the_topic_sees_its_photos(client, topic):
    photo = topic.photos.get()
    assert photo.get_absolute_url() in client.get(topic.get_absolute_url()).content.decode()
    response = client.get(photo.get_absolute_url())
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    again = client.get(photo.get_absolute_url(), headers={"If-Modified-Since": response.headers["Last-Modified"]})
    assert again.status_code == 304


def test_a_photo_is_hidden_with_its_topic_also_from_a_browsers_cache(client, as_user, topic):
    url = topic.photos.get().get_absolute_url()
    seen = client.get(url).headers["Last-Modified"]
    moderated(topic, Status.HIDDEN)
    assert client.get(url).status_code == 404
    assert client.get(url, headers={"If-Modified-Since": seen}).status_code == 404
    assert as_user(topic.author).get(url).status_code == 200
    assert as_user(ModeratorFactory()).get(url).status_code == 200


def test_a_new_citizens_photo_waits_with_the_topic(client, as_user):
    topic = raised(CitizenFactory(), photos=[prepare_picture(upload())])
    url = topic.photos.get().get_absolute_url()
    assert (topic.status, client.get(url).status_code) == (Status.PENDING, 404)
    moderated(topic, Status.PUBLISHED)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ["../../settings.py", "none.webp", "%2e%2e%2fsecret"])
def test_no_other_file_is_served(client, topic, name):
    assert client.get(f"/t/{topic.pk}/photo/{name}").status_code == 404


def test_a_photo_whose_file_is_lost_is_not_found(client, topic):
    photo = topic.photos.get()
    photo.image.storage.delete(photo.image.name)
    assert client.get(photo.get_absolute_url()).status_code == 404


@pytest.fixture
def writing(as_user):
    from tests.factories import AreaFactory, ServiceFactory
    from topics.actions import keep_draft

    citizen = CitizenFactory()
    keep_draft(user=citizen, answers={"kind": "problem", "service": ServiceFactory().pk, "area": AreaFactory().pk})
    return as_user(citizen)


def test_photos_are_added_described_and_removed_while_writing(writing, as_user, client):
    url = reverse("topics:new_step", args=["details"])
    typed = {"title": "حفرة أمام المدرسة منذ شهرين", "body": "وصف الحفرة."}
    added = writing.post(url, {**typed, "photos": [upload(), upload(kind="PNG", name="b.png")], "add": "1"})
    assert added.status_code == 303, added.context["form"].errors
    assert added.headers["location"] == url
    first, second = DraftPhoto.objects.all()
    shown = reverse("topics:draft_photo", args=[first.pk])
    assert writing.get(shown).status_code == 200
    assert as_user(CitizenFactory()).get(shown).status_code == 404
    assert client.get(shown).status_code == 302
    writing.post(url, {**typed, f"description-{first.pk}": "الحفرة", "remove": second.pk})
    first.refresh_from_db()
    assert first.description == "الحفرة"
    assert DraftPhoto.objects.count() == 1
    assert writing.post(url, typed).status_code == 303


def test_what_cannot_be_taken_is_said_beside_the_field_and_the_words_stay(writing):
    url = reverse("topics:new_step", args=["details"])
    typed = {"title": "حفرة أمام المدرسة منذ شهرين", "body": "وصف الحفرة."}
    response = writing.post(url, {**typed, "photos": [upload(SVG, name="a.jpg")]})
    assert response.status_code == 200
    assert response.context["form"].errors["photos"]
    assert "وصف الحفرة." in response.content.decode()


def test_a_sent_drafts_photos_belong_to_the_topic(writing):
    from topics.models import Draft, Topic

    url = reverse("topics:new_step", args=["details"])
    writing.post(url, {"title": "حفرة أمام المدرسة منذ شهرين", "body": "وصف.", "photos": [upload()], "add": "1"})
    writing.post(reverse("topics:new_step", args=["check"]), {"token": Draft.objects.get().token})
    photo = Topic.objects.get().photos.get()
    assert writing.get(photo.get_absolute_url()).status_code == 200
