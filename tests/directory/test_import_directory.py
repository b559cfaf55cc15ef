"""The import of the directory: all or nothing, every bad row named, repeatable."""

import copy
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.importing import import_directory
from directory.models import Area, PublicBody, Service

pytestmark = pytest.mark.django_db
DEMO = json.loads((Path(__file__).parents[2] / "sharek/data/demo_data.json").read_text(encoding="utf-8"))


def demo() -> dict:
    return copy.deepcopy(DEMO)


def test_the_demo_directory_is_imported_whole():
    outcome = import_directory(demo())
    assert outcome.faults == []
    assert (Area.objects.count(), Service.objects.count()) == (14, 48)
    # 14 bodies are described; 5 parents are only named.
    assert PublicBody.objects.count() == 19
    assert PublicBody.objects.get(slug="civil-affairs").parent.name_ar == "وزارة الداخلية"


def test_importing_twice_makes_no_doubles_and_keeps_the_trees_whole():
    import_directory(demo())
    before = list(PublicBody.objects.values_list("slug", "name_ar"))
    assert import_directory(demo()).faults == []
    assert sorted(PublicBody.objects.values_list("slug", "name_ar")) == sorted(before)
    for body in PublicBody.objects.all():
        assert body.get_descendant_count() == body.get_descendants().count()


def test_every_bad_row_is_named_and_nothing_is_imported():
    content = demo()
    content["areas"][3]["name_ar"] = ""
    content["areas"].append(content["areas"][0])
    content["bodies"][0]["services"][1]["channels"] = ["pigeon"]
    content["bodies"][2]["kind"] = "club"
    del content["bodies"][4]["slug"]
    content["bodies"][5]["services"][0]["provision"] = "magic"
    content["bodies"][6]["services"].append("text")
    outcome = import_directory(content)
    assert {fault.where for fault in outcome.faults} == {
        "areas[3]",
        "areas[14]",
        "bodies[0].services[1]",
        "bodies[2]",
        "bodies[4]",
        "bodies[5].services[0]",
        f"bodies[6].services[{len(DEMO['bodies'][6]['services'])}]",
    }
    assert all(fault.reason for fault in outcome.faults)
    assert not Area.objects.exists()
    assert not PublicBody.objects.exists()


@pytest.mark.parametrize("content", [[], "text", None, {"areas": {}}, {"bodies": [{"slug": "x", "services": 3}]}])
def test_what_is_no_directory_is_refused_with_a_sentence(content):
    assert import_directory(content).faults


def test_the_command_says_what_is_wrong_with_the_file(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    for path in (tmp_path / "absent.json", broken):
        with pytest.raises(CommandError) as refusal:
            call_command("import_directory", str(path))
        assert refusal.value.returncode == 2
        assert path.name in str(refusal.value)
